// An endpoint's rows back into a tally; see endpoint_rows.hpp.
#include "proxy/store/endpoint_rows.hpp"

#include <sqlite3.h>

namespace crossfade::store {
namespace {

/// Rows to tally; false if a read failed.
struct Loading {
    const Database& database;
    std::int64_t endpoint;
    EndpointTally tally;
    std::map<std::int64_t, std::size_t> attributes;  // numbers of rows to numbers of the tally

    [[nodiscard]] bool sketches();
    [[nodiscard]] bool verdicts();
    [[nodiscard]] bool builds();
    [[nodiscard]] bool by_rules();
    [[nodiscard]] bool attribute_counts();
    [[nodiscard]] bool faults();
    [[nodiscard]] bool fault_attributes(FaultTally& fault, std::int64_t number);
    [[nodiscard]] bool patterns();
    [[nodiscard]] bool noise();
};

std::uint64_t count_of(const Statement& row, int column) noexcept {
    return static_cast<std::uint64_t>(row.number(column));
}

bool Loading::sketches() {
    Statement select(database,
                     "SELECT match_by_rule, compared, mismatched, live, shadow, slower"
                     " FROM endpoints WHERE number = ?1");
    if (!select.bind(endpoint).step()) return false;
    tally.match_by_rule = count_of(select, 0);
    tally.compared = Distinct::of_blob(select.bytes(1));
    tally.mismatched = Distinct::of_blob(select.bytes(2));
    tally.live = Histogram::of_blob(select.bytes(3));
    tally.shadow = Histogram::of_blob(select.bytes(4));
    tally.slower = Histogram::of_blob(select.bytes(5));
    return true;
}

bool Loading::verdicts() {
    Statement select(database,
                     "SELECT verdict, reason, build, count, first_seen, last_seen FROM verdicts"
                     " WHERE endpoint = ?1");
    select.bind(endpoint);
    while (select.step()) {
        tally.verdicts[{select.text(0), select.text(1), select.text(2)}] = {
            count_of(select, 3), {select.number(4), select.number(5)}};
    }
    return select.result() == SQLITE_OK;
}

bool Loading::builds() {
    Statement select(database,
                     "SELECT build, last_seen, compared, mismatched, live, shadow FROM builds"
                     " WHERE endpoint = ?1");
    select.bind(endpoint);
    while (select.step()) {
        tally.builds[select.text(0)] = {select.number(1),
                                        Distinct::of_blob(select.bytes(2)),
                                        Distinct::of_blob(select.bytes(3)),
                                        Histogram::of_blob(select.bytes(4)),
                                        Histogram::of_blob(select.bytes(5))};
    }
    return select.result() == SQLITE_OK;
}

bool Loading::by_rules() {
    Statement select(database, "SELECT build, rules, count FROM by_rules WHERE endpoint = ?1");
    select.bind(endpoint);
    while (select.step()) {
        tally.by_rules[{select.text(0), select.text(1)}] = count_of(select, 2);
    }
    return select.result() == SQLITE_OK;
}

bool Loading::attribute_counts() {
    Statement select(database,
                     "SELECT number, name, value, count FROM attributes WHERE endpoint = ?1"
                     " ORDER BY number");
    select.bind(endpoint);
    while (select.step()) {
        const auto number =
            tally.attributes.add({select.text(1), select.text(2)}, count_of(select, 3));
        if (number) attributes[select.number(0)] = *number;
    }
    return select.result() == SQLITE_OK;
}

bool Loading::faults() {
    Statement select(database,
                     "SELECT number, path, kind, transition, count, first_seen, last_seen,"
                     " first_build, requests, users, pairs FROM faults WHERE endpoint = ?1");
    select.bind(endpoint);
    while (select.step()) {
        FaultTally& fault = tally.faults[{select.text(1), select.text(2), select.text(3)}];
        fault.count = count_of(select, 4);
        fault.seen = {select.number(5), select.number(6)};
        fault.first_build = select.text(7);
        fault.requests = Distinct::of_blob(select.bytes(8));
        fault.users = Distinct::of_blob(select.bytes(9));
        fault.values = Frequent::of_blob(select.bytes(10));
        if (!fault_attributes(fault, select.number(0))) return false;
    }
    return select.result() == SQLITE_OK;
}

bool Loading::fault_attributes(FaultTally& fault, std::int64_t number) {
    Statement select(database, "SELECT attribute, count FROM fault_attributes WHERE fault = ?1");
    select.bind(number);
    while (select.step()) {
        const auto found = attributes.find(select.number(0));
        if (found != attributes.end()) fault.with[found->second] = count_of(select, 1);
    }
    return select.result() == SQLITE_OK;
}

bool Loading::patterns() {
    Statement select(database,
                     "SELECT signature, live_status, shadow_status, count, first_seen, last_seen,"
                     " findings, persistent, transient FROM signatures WHERE endpoint = ?1");
    select.bind(endpoint);
    while (select.step()) {
        PatternTally& pattern = tally.patterns[select.text(0)];
        pattern.live_status = static_cast<int>(select.number(1));
        pattern.shadow_status = static_cast<int>(select.number(2));
        pattern.count = count_of(select, 3);
        pattern.seen = {select.number(4), select.number(5)};
        pattern.shapes = shapes_of(select.text(6));
        pattern.persistent = count_of(select, 7);
        pattern.transient = count_of(select, 8);
    }
    return select.result() == SQLITE_OK;
}

bool Loading::noise() {
    Statement select(database,
                     "SELECT side, path, probes, noise, only_pair, only_noise FROM noise"
                     " WHERE endpoint = ?1");
    select.bind(endpoint);
    while (select.step()) {
        const auto side = static_cast<StoredNoise::Side>(select.number(0));
        tally.noise[{side, select.text(1)}] = {
            count_of(select, 2), count_of(select, 3), count_of(select, 4), count_of(select, 5)};
    }
    return select.result() == SQLITE_OK;
}

}  // namespace

std::optional<EndpointTally> load_endpoint(const Database& database, std::int64_t endpoint) {
    Loading loading{database, endpoint, {}, {}};
    const bool loaded = loading.sketches() && loading.verdicts() && loading.builds() &&
                        loading.by_rules() && loading.attribute_counts() && loading.faults() &&
                        loading.patterns() && loading.noise();
    if (!loaded) return std::nullopt;
    return std::move(loading.tally);
}

}  // namespace crossfade::store
