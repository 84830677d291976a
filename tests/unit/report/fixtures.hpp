// A run as the store would tell it, with something for every section of the report.
#pragma once

#include "proxy/report/report.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::report {

inline const record::Time now = *record::parse_rfc3339("2026-11-21T06:00:00Z");

inline record::Time hours_ago(int hours) { return now - std::chrono::hours(hours); }

inline store::EndpointName endpoint_name(std::string method,
                                         std::string path,
                                         std::string route = "shop") {
    return {std::move(route), "new", std::move(method), std::move(path)};
}

inline store::StoredEndpoint clean_endpoint(const store::EndpointName& name,
                                            std::uint64_t compared) {
    store::StoredEndpoint endpoint;
    endpoint.name = name;
    endpoint.match = compared;
    endpoint.distinct_compared = compared;
    endpoint.first_seen = hours_ago(30);
    endpoint.last_seen = hours_ago(0);
    return endpoint;
}

/// All of its requests distinct.
inline store::StoredBuild build_of(std::string build,
                                   record::Time first,
                                   record::Time last,
                                   std::uint64_t match,
                                   std::uint64_t mismatch = 0,
                                   std::uint64_t shadow_error = 0) {
    store::StoredBuild stored;
    stored.build = std::move(build);
    stored.first_seen = first;
    stored.last_seen = last;
    stored.match = match;
    stored.mismatch = mismatch;
    stored.shadow_error = shadow_error;
    stored.distinct_compared = match + mismatch;
    stored.distinct_mismatch = mismatch;
    return stored;
}

/// A thousand durations with these percentiles.
inline store::Histogram durations(std::int64_t p50, std::int64_t p95, std::int64_t p99) {
    store::Histogram histogram;
    for (int rank = 0; rank < 1'000; ++rank) {
        histogram.add(rank < 900 ? p50 : rank < 985 ? p95 : p99);
    }
    return histogram;
}

inline store::StoredFault fault_at(const store::EndpointName& name,
                                   std::string id,
                                   std::string path,
                                   std::uint64_t count) {
    store::StoredFault fault;
    fault.fault = std::move(id);
    fault.endpoint = name;
    fault.path = std::move(path);
    fault.kind = "value";
    fault.transition = "value";
    fault.count = count;
    fault.first_seen = hours_ago(29);
    fault.last_seen = hours_ago(1);
    return fault;
}

inline store::StoredPattern pattern_at(const store::EndpointName& name,
                                       std::string signature,
                                       std::vector<std::string> faults,
                                       std::uint64_t count) {
    store::StoredPattern pattern;
    pattern.signature = std::move(signature);
    pattern.endpoint = name;
    pattern.live_status = 200;
    pattern.shadow_status = 200;
    pattern.count = count;
    pattern.first_seen = hours_ago(29);
    pattern.last_seen = hours_ago(1);
    pattern.faults = std::move(faults);
    return pattern;
}

inline void count(Material& material,
                  const std::string& outcome,
                  const std::string& reason,
                  std::uint64_t number,
                  const std::string& route = "shop") {
    material.counts.push_back({route, "new", outcome, reason, number});
}

/// Counts that add up, of endpoints that are all there is.
inline void count_endpoints(Material& material, const std::string& route = "shop") {
    std::uint64_t match = 0;
    std::uint64_t mismatch = 0;
    std::uint64_t errors = 0;
    for (const auto& endpoint : material.run.endpoints) {
        if (endpoint.name.route != route) continue;
        match += endpoint.match;
        mismatch += endpoint.mismatch;
        errors += store::sum(endpoint.shadow_error);
    }
    count(material, "eligible", "", match + mismatch + errors, route);
    count(material, "mirrored", "", match + mismatch + errors, route);
    count(material, "match", "", match, route);
    count(material, "mismatch", "", mismatch, route);
    if (errors > 0) count(material, "shadow_error", "server_error", errors, route);
}

inline record::Record recorded(const std::string& id,
                               const std::string& signature,
                               std::vector<compare::Finding> findings) {
    record::Record record;
    auto& pair = record.pair;
    pair.id = id;
    pair.time = hours_ago(2);
    pair.route = "shop";
    pair.mirror = "new";
    pair.build = "b42";
    pair.request = {"GET", "/users/17?expand=items", {{"accept", "application/json"}}, ""};
    pair.live = {200,
                 {{"content-type", "application/json"}},
                 R"({"id":17,"name":"Ada","address":{"zip":8001}})",
                 false,
                 0,
                 0};
    pair.shadow = {200,
                   {{"content-type", "application/json"}},
                   R"({"id":17,"name":"Ada","address":{"zip":"8001"}})",
                   false,
                   0,
                   0};
    record.result.verdict = compare::Verdict::mismatch;
    record.result.findings = std::move(findings);
    record.result.signature = signature;
    return record;
}

namespace rich {

inline const auto users = endpoint_name("GET", "/users/{id}");
inline const auto orders = endpoint_name("GET", "/orders/{id}");
inline const auto pay = endpoint_name("POST", "/orders");
inline const auto invoices = endpoint_name("GET", "/invoices/{id}");
inline const auto health = endpoint_name("GET", "/health");

inline void add_users(store::StoredRun& run) {
    auto endpoint = clean_endpoint(users, 48'000);
    endpoint.match = 47'600;
    endpoint.mismatch = 400;
    endpoint.match_by_rule = 1'200;
    endpoint.distinct_compared = 9'000;
    endpoint.distinct_mismatch = 80;
    endpoint.slower = {30'000, 1'900, 9'000, 40'000};
    endpoint.builds = {build_of("b40", hours_ago(30), hours_ago(20), 9'700, 300, 4),
                       build_of("b41", hours_ago(20), hours_ago(9), 19'930, 70),
                       build_of("b42", hours_ago(9), hours_ago(0), 17'970, 30)};
    endpoint.builds.back().distinct_compared = 9'000;
    endpoint.builds.back().live = durations(3'100, 9'000, 21'000);
    endpoint.builds.back().shadow = durations(4'800, 19'000, 64'000);
    run.endpoints.push_back(endpoint);

    auto zip = fault_at(users, "F-aaaaaaaaaaaa", "body.address.zip", 260);
    zip.kind = "type";
    zip.transition = "int->string same digits";
    zip.first_build = "b40";
    zip.distinct_requests = 70;
    zip.distinct_users = 61;
    zip.values = {{"8001", "\"8001\"", 200}, {"8002", "\"8002\"", 60}};
    zip.attributes = {{"query expand", "items", 255, 2'000},
                      {"header accept-language", "de", 90, 16'300},
                      {"header accept", "application/json", 260, 48'000}};
    run.faults.push_back(zip);
    auto nick = fault_at(users, "F-bbbbbbbbbbbb", "body.nickname", 60);
    nick.kind = "missing";
    nick.transition = "null->missing";
    nick.first_build = "b42";
    run.faults.push_back(nick);
    auto links = fault_at(users, "F-cccccccccccc", "header.link", 40);
    links.kind = "missing";
    links.transition = "missing";
    links.first_build = "b40";
    links.last_seen = hours_ago(21);
    run.faults.push_back(links);
    auto total = fault_at(users, "F-dddddddddddd", "header.x-total-count", 60);
    total.kind = "missing";
    total.transition = "missing";
    total.first_build = "b42";
    run.faults.push_back(total);

    auto often = pattern_at(users, "S-000000000001", {"F-aaaaaaaaaaaa"}, 240);
    often.persistent = 18;
    often.transient = 1;
    run.patterns.push_back(often);
    run.patterns.push_back(
        pattern_at(users, "S-000000000002", {"F-bbbbbbbbbbbb", "F-dddddddddddd"}, 40));
    run.patterns.push_back(pattern_at(
        users, "S-000000000003", {"F-aaaaaaaaaaaa", "F-bbbbbbbbbbbb", "F-dddddddddddd"}, 20));
    auto gone = pattern_at(users, "S-000000000004", {"F-cccccccccccc"}, 40);
    gone.last_seen = hours_ago(21);
    run.patterns.push_back(gone);
}

inline void add_orders(store::StoredRun& run) {
    auto endpoint = clean_endpoint(orders, 20'000);
    endpoint.match = 19'990;
    endpoint.mismatch = 10;
    endpoint.distinct_compared = 18'000;
    endpoint.distinct_mismatch = 9;
    endpoint.slower = {4'000, 500, 900, 2'000};
    endpoint.builds = {build_of("b42", hours_ago(9), hours_ago(0), 19'990, 10)};
    endpoint.builds.back().live = durations(5'000, 12'000, 30'000);
    endpoint.builds.back().shadow = durations(4'000, 11'000, 28'000);
    run.endpoints.push_back(endpoint);
    auto zip = fault_at(orders, "F-eeeeeeeeeeee", "body.address.zip", 10);
    zip.kind = "type";
    zip.transition = "int->string same digits";
    run.faults.push_back(zip);
    run.patterns.push_back(pattern_at(orders, "S-000000000005", {"F-eeeeeeeeeeee"}, 10));
}

inline void add_others(store::StoredRun& run) {
    auto endpoint = clean_endpoint(pay, 4'812);
    endpoint.match = 4'792;
    endpoint.mismatch = 20;
    endpoint.shadow_error = {{"server_error", 40}, {"response_timeout", 8}};
    endpoint.builds = {build_of("b42", hours_ago(9), hours_ago(0), 4'792, 20, 48)};
    endpoint.distinct_mismatch = 20;
    run.endpoints.push_back(endpoint);
    auto gone = fault_at(pay, "F-ffffffffffff", "status", 20);
    gone.transition = "201->404";
    run.faults.push_back(gone);
    auto pattern = pattern_at(pay, "S-000000000006", {"F-ffffffffffff"}, 20);
    pattern.live_status = 201;
    pattern.shadow_status = 404;
    run.patterns.push_back(pattern);
    auto few = clean_endpoint(invoices, 212);
    few.builds = {build_of("b42", hours_ago(9), hours_ago(0), 212)};
    run.endpoints.push_back(few);
    auto same = clean_endpoint(health, 5'000);
    same.distinct_compared = 1;
    same.builds = {build_of("b42", hours_ago(9), hours_ago(0), 5'000)};
    same.builds.back().distinct_compared = 1;
    run.endpoints.push_back(same);
}

inline void add_noise(store::StoredRun& run) {
    using Side = store::StoredNoise::Side;
    run.noise = {{users, Side::live, "", 1'000, 500, 0, 0},
                 {users, Side::shadow, "", 1'000, 420, 0, 0},
                 {users, Side::live, "body.request_id", 1'000, 1'000, 0, 0},
                 {users, Side::shadow, "body.request_id", 1'000, 1'000, 0, 0},
                 {users, Side::live, "body.stock", 1'000, 100, 110, 20},
                 {users, Side::live, "body.address.zip", 1'000, 0, 5, 0},
                 {users, Side::shadow, "body.order", 1'000, 30, 0, 0}};
}

inline void add_rules(store::StoredRun& run) {
    run.rules = {
        {"shop",
         "new",
         "$.updated_at",
         true,
         "timestamp",
         "each side has its clock",
         "orders-team",
         "2026-11-24",
         900,
         800,
         100,
         hours_ago(1)},
        {"shop", "new", "$.old", true, "ignore", "", "", "", 0, 0, 0, {}},
        {"shop", "new", "built-in date", false, "", "", "", "", 70'000, 0, 400, hours_ago(0)}};
}

inline void add_counts(Material& material) {
    count(material, "eligible", "", 90'000);
    count(material, "not_sampled", "", 11'000);
    count(material, "dropped", "in_flight", 700);
    count(material, "dropped", "rate", 60);
    count(material, "mirrored", "", 78'240);
    count(material, "match", "", 77'594);
    count(material, "mismatch", "", 430);
    count(material, "shadow_error", "server_error", 40);
    count(material, "shadow_error", "response_timeout", 8);
    count(material, "live_error", "timeout", 3);
    count(material, "both_failed", "", 4);
    count(material, "not_compared", "budget", 161);
    count(material, "record_lost", "queue", 2);
    count(material, "uncopied", "DELETE", 34);
    count(material, "uncopied", "POST", 5);
    count(material, "uncopied", "PUT", 1'200);
}

inline void add_configurations(store::StoredRun& run) {
    run.configurations = {{hours_ago(30), "M-0123456789ab", "R-0123456789ab"},
                          {hours_ago(10), "M-0123456789ab", "R-ba9876543210"}};
}

}  // namespace rich

inline Material rich_material() {
    Material material;
    rich::add_users(material.run);
    rich::add_orders(material.run);
    rich::add_others(material.run);
    rich::add_noise(material.run);
    rich::add_rules(material.run);
    rich::add_counts(material);
    rich::add_configurations(material.run);
    material.written = now;
    material.exemplars = {
        recorded("id-17",
                 "S-000000000001",
                 {{"body.address.zip",
                   compare::Kind::type,
                   "int->string same digits",
                   "8001",
                   "\"8001\""}}),
        recorded("id-18",
                 "S-000000000002",
                 {{"body.nickname", compare::Kind::missing, "null->missing", "null", ""},
                  {"header.x-total-count", compare::Kind::missing, "missing", "3", ""}})};
    return material;
}

inline Settings rich_settings() {
    Settings settings;
    MirrorSettings& mirror = settings.mirrors.emplace_back();
    mirror.route = "shop";
    mirror.mirror = "new";
    mirror.methods = {"GET", "POST"};
    mirror.sample = 0.5;
    mirror.live = 0.05;
    mirror.targets = {{"GET", "/orders/{id}", 0.99}};
    mirror.live_url = "http://10.0.0.11:8080";
    settings.endpoints = {"GET /users/{id}", "/carts/{id}"};
    return settings;
}

inline Report rich_report() { return make_report(rich_material(), rich_settings(), {.now = now}); }

}  // namespace crossfade::report
