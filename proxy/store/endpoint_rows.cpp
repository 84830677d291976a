// See endpoint_rows.hpp. Faults and patterns are in fault_rows.cpp, what is told apart by build in
// build_rows.cpp.
#include "proxy/store/endpoint_rows.hpp"

#include "proxy/store/sketch_column.hpp"

#include <sqlite3.h>

namespace crossfade::store {

EndpointRows::EndpointRows(const Database& database, RowLimits limits, RowCounts& counts)
    : database_(database),
      limits_(limits),
      counts_(counts),
      find_endpoint_(database,
                     "SELECT number FROM endpoints"
                     " WHERE route = ?1 AND mirror = ?2 AND method = ?3 AND path = ?4"),
      insert_endpoint_(database,
                       "INSERT INTO endpoints(route, mirror, method, path) VALUES(?1, ?2, ?3, ?4)"),
      find_attribute_(database,
                      "UPDATE attributes SET count = count + ?4"
                      " WHERE endpoint = ?1 AND name = ?2 AND value = ?3 RETURNING number"),
      room_for_attribute_(database,
                          "SELECT count(DISTINCT name), coalesce(sum(name = ?2), 0),"
                          " coalesce(sum(name = ?2 AND value <> '(present)'), 0)"
                          " FROM attributes WHERE endpoint = ?1"),
      insert_attribute_(
          database, "INSERT INTO attributes(endpoint, name, value, count) VALUES(?1, ?2, ?3, ?4)"),
      find_fault_(
          database,
          "SELECT number, count, first_seen, first_build, requests, users, pairs FROM faults"
          " WHERE endpoint = ?1 AND path = ?2 AND kind = ?3 AND transition = ?4"),
      insert_fault_(database,
                    "INSERT INTO faults(endpoint, path, kind, transition, count, first_seen,"
                    " last_seen) VALUES(?1, ?2, ?3, ?4, 0, ?5, ?6)"),
      update_fault_(database,
                    "UPDATE faults SET count = count + ?2, first_seen = min(first_seen, ?3),"
                    " last_seen = max(last_seen, ?4), first_build = ?5, requests = ?6, users = ?7,"
                    " pairs = ?8 WHERE number = ?1"),
      add_fault_attribute_(database,
                           "INSERT INTO fault_attributes VALUES(?1, ?2, ?3)"
                           " ON CONFLICT DO UPDATE SET count = count + ?3"),
      update_pattern_(database,
                      "UPDATE signatures SET count = count + ?3, first_seen = min(first_seen, ?4),"
                      " last_seen = max(last_seen, ?5), persistent = persistent + ?6,"
                      " transient = transient + ?7 WHERE signature = ?1 AND endpoint = ?2"),
      insert_pattern_(database,
                      "INSERT INTO signatures VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
      count_verdicts_(database, "SELECT count(*) FROM verdicts WHERE endpoint = ?1"),
      update_verdict_(database,
                      "UPDATE verdicts SET count = count + ?5, first_seen = min(first_seen, ?6),"
                      " last_seen = max(last_seen, ?7)"
                      " WHERE endpoint = ?1 AND verdict = ?2 AND reason = ?3 AND build = ?4"),
      insert_verdict_(database, "INSERT INTO verdicts VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)") {}

bool EndpointRows::changed() const noexcept { return sqlite3_changes(database_.handle()) > 0; }

std::int64_t EndpointRows::number_of(const EndpointName& name) {
    if (find_endpoint_.bind(name.route, name.mirror, name.method, name.path).step()) {
        return find_endpoint_.number(0);
    }
    result_ = find_endpoint_.result();
    if (result_ != SQLITE_OK) return -1;
    result_ = insert_endpoint_.bind(name.route, name.mirror, name.method, name.path).run();
    return result_ == SQLITE_OK ? sqlite3_last_insert_rowid(database_.handle()) : -1;
}

int EndpointRows::add(std::int64_t endpoint, const EndpointTally& tally) {
    if (const int result = add_sketches(endpoint, tally); result != SQLITE_OK) return result;
    if (const int result = add_verdicts(endpoint, tally); result != SQLITE_OK) return result;
    if (const int result = add_builds(endpoint, tally); result != SQLITE_OK) return result;
    if (const int result = add_by_rules(endpoint, tally); result != SQLITE_OK) return result;
    if (const int result = add_noise(endpoint, tally); result != SQLITE_OK) return result;
    const auto attributes = add_attributes(endpoint, tally.attributes);
    if (result_ != SQLITE_OK) return result_;
    for (const auto& [shape, fault] : tally.faults) {
        const int result = add_fault(endpoint, shape, fault, attributes);
        if (result != SQLITE_OK) return result;
    }
    for (const auto& [signature, pattern] : tally.patterns) {
        const int result = add_pattern(endpoint, signature, pattern);
        if (result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

int EndpointRows::add_sketches(std::int64_t endpoint, const EndpointTally& tally) {
    Statement select(database_,
                     "SELECT compared, mismatched, live, shadow, slower FROM endpoints"
                     " WHERE number = ?1");
    if (!select.bind(endpoint).step()) return select.result();
    const std::string compared = merged(select, 0, tally.compared).blob();
    const std::string mismatched = merged(select, 1, tally.mismatched).blob();
    const std::string live = merged(select, 2, tally.live).blob();
    const std::string shadow = merged(select, 3, tally.shadow).blob();
    const std::string slower = merged(select, 4, tally.slower).blob();
    Statement update(database_,
                     "UPDATE endpoints SET match_by_rule = match_by_rule + ?2, compared = ?3,"
                     " mismatched = ?4, live = ?5, shadow = ?6, slower = ?7 WHERE number = ?1");
    return update
        .bind(endpoint,
              tally.match_by_rule,
              Bytes{compared},
              Bytes{mismatched},
              Bytes{live},
              Bytes{shadow},
              Bytes{slower})
        .run();
}

int EndpointRows::add_verdicts(std::int64_t endpoint, const EndpointTally& tally) {
    const std::string other(other_name);
    for (const auto& [key, verdict] : tally.verdicts) {
        const auto& [first, last] = verdict.seen;
        const auto with = [&](Statement& statement, const std::string& build) {
            return statement
                .bind(endpoint, key.verdict, key.reason, build, verdict.count, first, last)
                .run();
        };
        int result = with(update_verdict_, key.build);
        if (result == SQLITE_OK && !changed()) {
            if (!count_verdicts_.bind(endpoint).step()) return count_verdicts_.result();
            const bool room =
                count_verdicts_.number(0) < static_cast<std::int64_t>(EndpointTally::max_verdicts);
            result = room ? SQLITE_OK : with(update_verdict_, other);
            const bool found = !room && changed();
            if (result == SQLITE_OK && !found) {
                result = with(insert_verdict_, room ? key.build : other);
            }
        }
        if (result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

std::vector<std::int64_t> EndpointRows::add_attributes(std::int64_t endpoint,
                                                       const AttributeCounts& attributes) {
    std::vector<std::int64_t> rows(attributes.counts().size(), -1);
    attributes.each([&](const std::string& name, const std::string& value, std::size_t number) {
        if (result_ != SQLITE_OK) return;
        const std::uint64_t count = attributes.counts()[number];
        find_attribute_.bind(endpoint, name, value, count);
        if (find_attribute_.step()) {
            rows[number] = find_attribute_.number(0);
            result_ = find_attribute_.run();
            return;
        }
        result_ = find_attribute_.result();
        if (result_ == SQLITE_OK) rows[number] = new_attribute(endpoint, {name, value}, count);
    });
    return rows;
}

/// Below zero: there is no room for another one, or an error.
std::int64_t EndpointRows::new_attribute(std::int64_t endpoint,
                                         const Attribute& attribute,
                                         std::uint64_t count) {
    // There are many where values are without end: none of them may cost a statement of its own.
    Statement& room = room_for_attribute_;
    const bool found = room.bind(endpoint, attribute.name).step();
    const bool known = found && room.number(1) > 0;
    const bool name_fits =
        known || (found && room.number(0) < static_cast<std::int64_t>(AttributeCounts::max_names));
    const bool value_fits =
        found && (attribute.value == present ||
                  room.number(2) < static_cast<std::int64_t>(AttributeCounts::max_values));
    result_ = found ? room.run() : room.result();
    if (result_ != SQLITE_OK || !name_fits || !value_fits) return -1;
    result_ = insert_attribute_.bind(endpoint, attribute.name, attribute.value, count).run();
    return result_ == SQLITE_OK ? sqlite3_last_insert_rowid(database_.handle()) : -1;
}

}  // namespace crossfade::store
