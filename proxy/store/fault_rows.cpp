// Faults, patterns and noise of an endpoint; see endpoint_rows.hpp.
#include "proxy/store/endpoint_rows.hpp"

#include <sqlite3.h>

namespace crossfade::store {

int EndpointRows::add_fault(std::int64_t endpoint,
                            const FindingShape& shape,
                            const FaultTally& fault,
                            const std::vector<std::int64_t>& attributes) {
    const auto& [first, last] = fault.seen;
    find_fault_.bind(endpoint, shape.path, shape.kind, shape.transition);
    if (!find_fault_.step()) {
        if (find_fault_.result() != SQLITE_OK) return find_fault_.result();
        if (counts_.faults >= limits_.faults && shape != overflow_shape()) {
            return add_fault(endpoint, overflow_shape(), fault, attributes);
        }
        insert_fault_.bind(endpoint, shape.path, shape.kind, shape.transition, first, last);
        if (const int result = insert_fault_.run(); result != SQLITE_OK) return result;
        ++counts_.faults;
        find_fault_.bind(endpoint, shape.path, shape.kind, shape.transition);
        if (!find_fault_.step()) return find_fault_.result();
    }
    const std::int64_t number = find_fault_.number(0);
    const bool earlier = find_fault_.number(1) == 0 || first < find_fault_.number(2);
    const std::string build = earlier ? fault.first_build : find_fault_.text(3);
    auto requests = Distinct::of_blob(find_fault_.bytes(4));
    auto users = Distinct::of_blob(find_fault_.bytes(5));
    auto values = Frequent::of_blob(find_fault_.bytes(6));
    requests.merge(fault.requests);
    users.merge(fault.users);
    values.merge(fault.values);
    const std::string request_bytes = requests.blob();
    const std::string user_bytes = users.blob();
    const std::string value_bytes = values.blob();
    if (const int result = find_fault_.run(); result != SQLITE_OK) return result;
    update_fault_.bind(number,
                       fault.count,
                       first,
                       last,
                       build,
                       Bytes{request_bytes},
                       Bytes{user_bytes},
                       Bytes{value_bytes});
    if (const int result = update_fault_.run(); result != SQLITE_OK) return result;
    for (const auto& [attribute, count] : fault.with) {
        if (attributes[attribute] < 0) continue;
        add_fault_attribute_.bind(number, attributes[attribute], count);
        const int result = add_fault_attribute_.run();
        if (result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

int EndpointRows::add_pattern(std::int64_t endpoint,
                              const std::string& signature,
                              const PatternTally& pattern) {
    const auto& [first, last] = pattern.seen;
    const auto update = [&](std::string_view name) {
        return update_pattern_
            .bind(name, endpoint, pattern.count, first, last, pattern.persistent, pattern.transient)
            .run();
    };
    const int result = update(signature);
    if (result != SQLITE_OK || changed()) return result;
    // What was looked at again belongs to a pattern that is there, or to none.
    if (pattern.count == 0) return SQLITE_OK;
    const bool overflows = counts_.signatures >= limits_.signatures;
    if (overflows) {
        const int other = update(overflow_signature);
        if (other != SQLITE_OK || changed()) return other;
    }
    const std::string findings = overflows ? "[]" : to_json(pattern.shapes);
    ++counts_.signatures;
    return insert_pattern_
        .bind(overflows ? std::string_view(overflow_signature) : std::string_view(signature),
              endpoint,
              pattern.live_status,
              pattern.shadow_status,
              pattern.count,
              first,
              last,
              findings,
              pattern.persistent,
              pattern.transient)
        .run();
}

int EndpointRows::add_noise(std::int64_t endpoint, const EndpointTally& tally) {
    if (tally.noise.empty()) return SQLITE_OK;
    const std::string other(other_name);
    Statement find(database_,
                   "SELECT count(*), coalesce(sum(side = ?2 AND path = ?3), 0) FROM noise"
                   " WHERE endpoint = ?1");
    Statement add(database_,
                  "INSERT INTO noise VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET"
                  " probes = probes + ?4, noise = noise + ?5, only_pair = only_pair + ?6,"
                  " only_noise = only_noise + ?7");
    for (const auto& [key, noise] : tally.noise) {
        const int side = static_cast<int>(key.side);
        if (!find.bind(endpoint, side, key.path).step()) return find.result();
        const bool room = find.number(1) > 0 || key.path.empty() ||
                          find.number(0) < static_cast<std::int64_t>(EndpointTally::max_noise);
        if (const int result = find.run(); result != SQLITE_OK) return result;
        add.bind(endpoint,
                 side,
                 room ? key.path : other,
                 noise.probes,
                 noise.noise,
                 noise.only_pair,
                 noise.only_noise);
        if (const int result = add.run(); result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

}  // namespace crossfade::store
