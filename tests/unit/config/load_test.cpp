// What a good file becomes: every key lands in its place, and what is left out has its default.
#include "config/load.hpp"

#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

Config loaded(const std::string& text) {
    Loaded result = load_here(text);
    EXPECT_TRUE(result.config) << describe(result.problems);
    return result.config.value_or(Config{});
}

Route route_of(const std::string& lines) { return loaded(with_route(lines)).routes.at(0); }

Mirror mirror_of(const std::string& lines) {
    return route_of("    mirror:\n      - to: new\n" + lines).mirrors.at(0);
}

TEST(Load, leaves_out_what_is_not_there) {
    const Config config = loaded("salt: s\n");
    EXPECT_EQ(config.pseudonym, "crossfade");
    EXPECT_EQ(config.workers, 0U);
    EXPECT_EQ(config.drain_timeout, Milliseconds(30'000));
    EXPECT_FALSE(config.admin);
    EXPECT_FALSE(config.access_log);
    EXPECT_FALSE(config.reports);
    EXPECT_TRUE(config.listeners.empty());
    EXPECT_EQ(config.comparison.threads, 1U);
}

TEST(Load, reads_the_top_level) {
    const Config config = loaded(
        "salt: ${file:/run/secrets/salt}\npseudonym: edge\nworkers: 4\ndrain_timeout: 5s\n"
        "admin: {address: \"0.0.0.0:9900\", token: \"${SANDBOX_TOKEN}\", "
        "hosts: [crossfade.internal, metrics.example]}\n"
        "access_log: {path: /var/log/a.log, format: json}\n"
        "reports: {directory: /r, retention: {age: 2d, size: 1GiB}, log: {size: 1MiB, files: 3}, "
        "queue: 9, sinks: []}\n"
        "comparison: {threads: 2, queue: 8}\n");
    EXPECT_EQ(config.salt, "from-a-file");
    EXPECT_EQ(config.pseudonym, "edge");
    EXPECT_EQ(config.workers, 4U);
    EXPECT_EQ(config.drain_timeout, Milliseconds(5'000));
    EXPECT_EQ(config.admin.value().host, "0.0.0.0");
    EXPECT_EQ(config.admin.value().token, "sandbox-secret");
    EXPECT_EQ(config.admin.value().hosts,
              (std::vector<std::string>{"crossfade.internal", "metrics.example"}));
    EXPECT_EQ(config.access_log.value().path, "/var/log/a.log");
    EXPECT_EQ(config.reports.value().directory, "/r");
    EXPECT_EQ(config.reports.value().retention_age, std::chrono::hours(48));
    EXPECT_EQ(config.reports.value().retention_size, std::uint64_t{1} << 30U);
    EXPECT_EQ(config.reports.value().log_size, std::uint64_t{1} << 20U);
    EXPECT_EQ(config.reports.value().log_files, 3U);
    EXPECT_EQ(config.reports.value().queue, 9U);
    EXPECT_EQ(config.comparison.threads, 2U);
    EXPECT_EQ(config.comparison.queue, 8U);
}

TEST(Load, takes_off_as_a_word) {
    EXPECT_FALSE(loaded("access_log: off\n").access_log);
    EXPECT_TRUE(loaded("access_log: {}\n").access_log);
    EXPECT_FALSE(mirror_of("        compare: off\n").compare.on);
    EXPECT_TRUE(mirror_of("        compare: {}\n").compare.on);
    EXPECT_EQ(loaded("workers: auto\n").workers, 0U);
}

TEST(Load, reads_listeners) {
    const Config config = loaded(
        "listeners:\n"
        "  - name: public\n"
        "    address: \"[::1]:8443\"\n"
        "    proxy_protocol: off\n"
        "    limits: {request_head: 8KiB, headers: 50, header_timeout: 1s, idle_timeout: 2s, "
        "connections: 7, request_body: 1MiB}\n"
        "  - {name: second, address: \"0.0.0.0:0\"}\n");
    ASSERT_EQ(config.listeners.size(), 2U);
    const Listener& listener = config.listeners[0];
    EXPECT_EQ(listener.host, "::1");
    EXPECT_EQ(listener.port, 8443);
    EXPECT_EQ(listener.limits.request_head, 8'192U);
    EXPECT_EQ(listener.limits.headers, 50U);
    EXPECT_EQ(listener.limits.header_timeout, Milliseconds(1'000));
    EXPECT_EQ(listener.limits.idle_timeout, Milliseconds(2'000));
    EXPECT_EQ(listener.limits.connections, 7U);
    EXPECT_EQ(listener.limits.request_body, 1'048'576U);
    EXPECT_EQ(listener.position.line, 2);
    EXPECT_EQ(listener.position.column, 5);
    EXPECT_EQ(config.listeners[1].limits.request_head, 61'440U);
}

TEST(Load, reads_backends) {
    const Config config = loaded(
        "backends:\n"
        "  a:\n"
        "    endpoints: [\"10.0.0.11:8080\", \"[::1]:8080\", \"api.internal:443\"]\n"
        "    balance: round_robin\n"
        "    protocol: http1\n"
        "    host: legacy.internal\n"
        "    timeouts: {connect: 1ms, response: 2ms, idle: 3ms}\n"
        "    idle_connections: 0\n"
        "    max_requests: 7\n"
        "    max_age: 5m\n"
        "  b: {endpoints: [\"x:1\"], host: keep}\n");
    const Backend& backend = config.backends.at(0);
    EXPECT_EQ(backend.name, "a");
    ASSERT_EQ(backend.endpoints.size(), 3U);
    EXPECT_EQ(backend.endpoints[1], (Endpoint{"::1", 8080}));
    EXPECT_EQ(backend.host, "legacy.internal");
    EXPECT_EQ(backend.timeouts.connect, Milliseconds(1));
    EXPECT_EQ(backend.timeouts.response, Milliseconds(2));
    EXPECT_EQ(backend.timeouts.idle, Milliseconds(3));
    EXPECT_EQ(backend.idle_connections, 0U);
    EXPECT_EQ(backend.max_requests, 7U);
    EXPECT_EQ(backend.max_age, Milliseconds(300'000));
    EXPECT_EQ(config.backends.at(1).max_requests, 0U);
    EXPECT_EQ(config.backends.at(1).max_age, Milliseconds(0));
    EXPECT_FALSE(config.backends.at(1).host);
    EXPECT_EQ(config.backends.at(1).idle_connections, 256U);
}

TEST(Load, reads_the_match_of_a_route) {
    const auto match =
        route_of(
            "    match:\n"
            "      hosts: [api.example.com, \"*.example.com\"]\n"
            "      path: {regex: \"/a/[0-9]+\"}\n"
            "      methods: [GET, POST]\n"
            "      headers: {x-tenant: acme, x-b: {regex: \"a|b\"}, x-c: {present: true}}\n"
            "      query: {page: 1}\n")
            .match;
    using Kind = routing::ValueMatch::Kind;
    EXPECT_EQ(match.hosts.size(), 2U);
    EXPECT_EQ(match.path.kind, routing::PathMatch::Kind::regex);
    EXPECT_EQ(match.path.value, "/a/[0-9]+");
    EXPECT_EQ(match.methods, (std::vector<std::string>{"GET", "POST"}));
    ASSERT_EQ(match.headers.size(), 3U);
    EXPECT_EQ(match.headers[0].name, "x-tenant");
    EXPECT_EQ(match.headers[0].value, "acme");
    EXPECT_EQ(match.headers[1].kind, Kind::regex);
    EXPECT_EQ(match.headers[1].name, "x-b");
    EXPECT_EQ(match.headers[2].kind, Kind::present);
    EXPECT_EQ(match.query.at(0).value, "1");
}

TEST(Load, reads_key_override_rewrite_and_timeout_of_a_route) {
    const Route route = route_of(
        "    key: [{cookie: sid}, {header: x-user}, {client_address: true}]\n"
        "    override: {header: x-to, from: [10.0.0.0/8]}\n"
        "    rewrite: {path: {replace_prefix: /v2}, set_headers: {x-a: b}, remove_headers: [x-c]}\n"
        "    timeout: 30s\n");
    using Kind = routing::KeySource::Kind;
    EXPECT_EQ(route.key,
              (std::vector<routing::KeySource>{
                  {Kind::cookie, "sid"}, {Kind::header, "x-user"}, {Kind::client_address, ""}}));
    EXPECT_EQ(route.override_.value().header, "x-to");
    EXPECT_EQ(route.override_.value().from.size(), 1U);
    EXPECT_EQ(route.rewrite.replace_prefix, "/v2");
    EXPECT_EQ(route.rewrite.set_fields.at(0).value, "b");
    EXPECT_EQ(route.rewrite.remove_fields, (std::vector<std::string>{"x-c"}));
    EXPECT_EQ(route.timeout, Milliseconds(30'000));
    EXPECT_EQ(route.position.line, 5);
}

TEST(Load, splits_by_the_client_address_unless_told_otherwise) {
    const Route route = route_of("");
    ASSERT_EQ(route.key.size(), 1U);
    EXPECT_EQ(route.key[0].kind, routing::KeySource::Kind::client_address);
    EXPECT_EQ(route.match.path.value, "/");
}

TEST(Load, reads_a_mirror) {
    const Mirror mirror = mirror_of(
        "        role: shadow\n"
        "        live: [legacy]\n"
        "        sample: 0.5%\n"
        "        methods: [POST]\n"
        "        rewrite:\n"
        "          host: sandbox.internal:81\n"
        "          set_headers: {authorization: \"Bearer ${SANDBOX_TOKEN}\"}\n"
        "          json: {/a: x, /b: 1.50, /c: true, /d: null, /e: \"7\", /f: yes, /g: }\n"
        "          require: [Authorization, /a, host]\n"
        "        limits: {in_flight: 2, rate: 30/m, request_body: 1KiB, response_body: 2KiB, "
        "timeout: 3s, memory: 4MiB}\n");
    EXPECT_EQ(mirror.live, (std::vector<std::string>{"legacy"}));
    EXPECT_EQ(mirror.sample.parts_per_million, 5'000U);
    EXPECT_EQ(mirror.methods, (std::vector<std::string>{"POST"}));
    EXPECT_EQ(mirror.rewrite.host, "sandbox.internal:81");
    EXPECT_EQ(mirror.rewrite.set_fields.at(0).value, "Bearer sandbox-secret");
    std::vector<std::string> values;
    for (const auto& value : mirror.rewrite.json) values.push_back(value.value);
    EXPECT_EQ(
        values,
        (std::vector<std::string>{"\"x\"", "1.50", "true", "null", "\"7\"", "\"yes\"", "null"}));
    EXPECT_EQ(mirror.rewrite.require.size(), 3U);
    EXPECT_EQ(mirror.limits.in_flight, 2U);
    EXPECT_DOUBLE_EQ(mirror.limits.rate, 0.5);
    EXPECT_EQ(mirror.limits.request_body, 1'024U);
    EXPECT_EQ(mirror.limits.response_body, 2'048U);
    EXPECT_EQ(mirror.limits.timeout, Milliseconds(3'000));
    EXPECT_EQ(mirror.limits.memory, 4'194'304U);
}

TEST(Load, mirrors_safe_methods_of_everybody_by_default) {
    const Mirror mirror = mirror_of("");
    EXPECT_EQ(mirror.methods, (std::vector<std::string>{"GET", "HEAD", "OPTIONS"}));
    EXPECT_EQ(mirror.sample.parts_per_million, 1'000'000U);
    EXPECT_TRUE(mirror.live.empty());
    EXPECT_EQ(mirror.limits.rate, 0);
}

TEST(Load, reads_the_comparison_of_a_mirror) {
    const Compare compare =
        mirror_of(
            "        compare:\n"
            "          status: class\n"
            "          headers: {ignore: [X-Served-By], list_valued: [x-features]}\n"
            "          rules:\n"
            "            - {path: $.a, as: timestamp, tolerance: 5s, reason: r, owner: o, "
            "expires: 2027-03-01}\n"
            "            - {path: \"$.b[*]\", as: keyed, by: sku}\n"
            "            - {path: $.c, as: number, tolerance: 0.001}\n"
            "          redact: [$.**.email, header.X-Key]\n")
            .compare;
    EXPECT_TRUE(compare.status_class_only);
    EXPECT_EQ(compare.ignored_headers, (std::vector<std::string>{"x-served-by"}));
    EXPECT_EQ(compare.list_valued_headers, (std::vector<std::string>{"x-features"}));
    ASSERT_EQ(compare.rules.size(), 3U);
    EXPECT_EQ(compare.rules[0].as, CompareRule::As::timestamp);
    EXPECT_EQ(compare.rules[0].time_tolerance, Milliseconds(5'000));
    EXPECT_EQ(compare.rules[0].expires, "2027-03-01");
    EXPECT_EQ(compare.rules[1].by, "sku");
    EXPECT_EQ(compare.rules[1].path, "$.b[*]");
    EXPECT_DOUBLE_EQ(compare.rules[2].tolerance, 0.001);
    EXPECT_EQ(compare.redact, (std::vector<std::string>{"$.**.email", "header.x-key"}));
}

TEST(Load, follows_anchors_and_aliases) {
    const Config config = loaded(
        "backends:\n"
        "  a: {endpoints: [\"x:1\"], timeouts: &t {connect: 7ms}}\n"
        "  b: {endpoints: [\"x:2\"], timeouts: *t}\n");
    EXPECT_EQ(config.backends.at(1).timeouts.connect, Milliseconds(7));
}

}  // namespace
}  // namespace crossfade::config
