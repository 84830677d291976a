// What is said to a backend that fails or is overloaded: the values that are read, the defaults
// that give way to them, and what is refused, with its place.
#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

using Statuses = std::vector<int>;

std::string in_backend(const std::string& line) {
    return "backends:\n  b:\n    endpoints: [\"x:1\"]\n    " + line + "\n";
}

std::string in_route(const std::string& line) { return with_route("    " + line + "\n"); }

Config loaded(const std::string& text) {
    const Loaded result = load_here(text);
    EXPECT_EQ(describe(result.problems), "") << text;
    return result.config.value_or(Config{});
}

Backend backend_of(const std::string& line) {
    const Config config = loaded(in_backend(line));
    return config.backends.empty() ? Backend{} : config.backends.front();
}

Route route_of(const std::string& line) {
    const Config config = loaded(in_route(line));
    return config.routes.empty() ? Route{} : config.routes.front();
}

struct Bad {
    std::string text;
    std::string expected;  // "line:column: beginning of the message" of the only problem
};

void expect_each(const std::vector<Bad>& all) {
    for (const Bad& bad : all) {
        const Loaded result = load_here(bad.text);
        EXPECT_EQ(result.problems.size(), 1U) << bad.text << describe(result.problems);
        EXPECT_EQ(describe(result.problems).find("test.yaml:" + bad.expected), 0U)
            << bad.text << describe(result.problems) << bad.expected;
    }
}

TEST(Backend, has_limits_and_ejection_but_no_checks_unless_told_otherwise) {
    const Backend backend = backend_of("host: keep");
    EXPECT_EQ(backend.balance, Balance::round_robin);
    EXPECT_FALSE(backend.health);
    EXPECT_EQ(backend.outlier, Outlier{});
    EXPECT_EQ(backend.panic_threshold.parts_per_million, 500'000U);
    EXPECT_EQ(backend.slow_start, Milliseconds(0));
    EXPECT_EQ(backend.limits, BackendLimits{});
    EXPECT_EQ(backend.timeouts.pending, Milliseconds(1'000));
}

TEST(Backend, is_balanced_as_told) {
    EXPECT_EQ(backend_of("balance: round_robin").balance, Balance::round_robin);
    EXPECT_EQ(backend_of("balance: least_requests").balance, Balance::least_requests);
    EXPECT_EQ(backend_of("balance: hash").balance, Balance::hash);
}

TEST(Health, reads_every_key) {
    const auto health = backend_of(
                            "health: {path: \"/healthz?deep=1\", host: health.internal:81, "
                            "interval: 7s, timeout: 7s, "
                            "healthy: 100, unhealthy: 1}")
                            .health.value();
    EXPECT_EQ(health.path, "/healthz?deep=1");
    EXPECT_EQ(health.host, "health.internal:81");
    EXPECT_EQ(health.interval, Milliseconds(7'000));
    EXPECT_EQ(health.timeout, Milliseconds(7'000));
    EXPECT_EQ(health.healthy, 100U);
    EXPECT_EQ(health.unhealthy, 1U);
}

TEST(Health, has_a_timeout_that_gives_way_to_a_shorter_interval) {
    EXPECT_EQ(backend_of("health: {path: /}").health.value().timeout, Milliseconds(1'000));
    EXPECT_EQ(backend_of("health: {path: /, interval: 200ms}").health.value().timeout,
              Milliseconds(200));
}

TEST(Outlier, reads_every_key) {
    const auto outlier =
        backend_of(
            "outlier: {consecutive: 3, ejection: 1s, max_ejection: 1s, max_ejected: 100%, "
            "on: [500, 599]}")
            .outlier.value();
    EXPECT_EQ(outlier.consecutive, 3U);
    EXPECT_EQ(outlier.ejection, Milliseconds(1'000));
    EXPECT_EQ(outlier.max_ejection, Milliseconds(1'000));
    EXPECT_EQ(outlier.max_ejected.parts_per_million, 1'000'000U);
    EXPECT_FALSE(outlier.on.unreachable);
    EXPECT_EQ(outlier.on.statuses, (Statuses{500, 599}));
}

TEST(Outlier, is_off_or_has_its_defaults) {
    EXPECT_FALSE(backend_of("outlier: off").outlier);
    EXPECT_EQ(backend_of("outlier: {}").outlier, Outlier{});
    EXPECT_EQ(backend_of("outlier: {ejection: 10m}").outlier.value().max_ejection,
              Milliseconds(600'000))
        << "the default gives way";
}

TEST(Backend, reads_panic_slow_start_and_limits) {
    EXPECT_EQ(backend_of("panic_threshold: 0%").panic_threshold.parts_per_million, 0U);
    EXPECT_EQ(backend_of("slow_start: 30s").slow_start, Milliseconds(30'000));
    EXPECT_EQ(backend_of("limits: {connections: 1, requests: 1000000, pending: 0}").limits,
              (BackendLimits{1, 1'000'000, 0}));
    EXPECT_EQ(backend_of("timeouts: {pending: 2ms}").timeouts.pending, Milliseconds(2));
}

TEST(Fallback, reads_every_key) {
    const auto fallback =
        route_of("fallback: {to: legacy, on: [404, unreachable], methods: [GET, PUT]}")
            .fallback.value();
    EXPECT_EQ(fallback.to, "legacy");
    EXPECT_TRUE(fallback.on.unreachable);
    EXPECT_EQ(fallback.on.statuses, (Statuses{404}));
    EXPECT_EQ(fallback.methods, (std::vector<std::string>{"GET", "PUT"}));
}

TEST(Fallback, acts_on_what_a_client_would_see_of_safe_requests_by_default) {
    EXPECT_FALSE(route_of("timeout: 1s").fallback);
    const auto fallback = route_of("fallback: {to: legacy}").fallback.value();
    EXPECT_TRUE(fallback.on.unreachable);
    EXPECT_EQ(fallback.on.statuses, (Statuses{502, 503, 504}));
    EXPECT_EQ(fallback.methods, (std::vector<std::string>{"GET", "HEAD", "OPTIONS"}));
}

TEST(Fallback, may_lead_anywhere_but_from_a_backend_to_itself) {
    EXPECT_EQ(problems_of(with_route("    fallback: {to: legacy}\n", "{legacy: 1}")),
              "test.yaml:7:20: a fallback to 'legacy', the only backend of the split, would never "
              "be used\n");
    EXPECT_EQ(problems_of(with_route("    fallback: {to: new}\n", "{legacy: 1}")), "");
    EXPECT_EQ(problems_of(with_route("    fallback: {to: legacy}\n", "{legacy: 100%, new: 0%}")),
              "")
        << "a split may be changed while the proxy runs";
    EXPECT_EQ(problems_of(in_route("fallback: {to: legacy}\n    mirror: [{to: other}]")), "");
}

TEST(Retry, reads_every_key_and_off) {
    const Retry retry = route_of("retry: {attempts: 10, on: [503], budget: 0%}").retry;
    EXPECT_EQ(retry.attempts, 10U);
    EXPECT_FALSE(retry.on.unreachable);
    EXPECT_EQ(retry.on.statuses, (Statuses{503}));
    EXPECT_EQ(retry.budget.parts_per_million, 0U);
    EXPECT_EQ(route_of("retry: off").retry.attempts, 1U);
    EXPECT_EQ(route_of("retry: {}").retry.attempts, 3U);
    EXPECT_TRUE(route_of("retry: {}").retry.on.unreachable);
    EXPECT_EQ(route_of("retry: {}").retry.budget.parts_per_million, 200'000U);
}

TEST(Breaker, reads_every_key_and_off) {
    const auto breaker = [](const std::string& text) {
        return route_of("mirror: [{to: new, breaker: " + text + "}]").mirrors.at(0).breaker;
    };
    EXPECT_EQ(breaker("{timeouts: 2, pause: 1s}").value().timeouts, 2U);
    EXPECT_EQ(breaker("{timeouts: 2, pause: 1s}").value().pause, Milliseconds(1'000));
    EXPECT_EQ(breaker("{}").value().timeouts, 20U);
    EXPECT_FALSE(breaker("off"));
    EXPECT_TRUE(route_of("mirror: [{to: new}]").mirrors.at(0).breaker) << "on unless told off";
}

TEST(Resolver, takes_addresses_with_or_without_a_port) {
    const Resolver resolver =
        loaded(
            "resolver: {servers: [\"10.0.0.2:5353\", 10.0.0.3, \"[::1]:54\", \"::1\"], "
            "timeout: 1m, attempts: 10}\n")
            .resolver;
    EXPECT_EQ(
        resolver.servers,
        (std::vector<Endpoint>{{"10.0.0.2", 5353}, {"10.0.0.3", 53}, {"::1", 54}, {"::1", 53}}));
    EXPECT_EQ(resolver.timeout, Milliseconds(60'000));
    EXPECT_EQ(resolver.attempts, 10U);
    EXPECT_EQ(loaded("resolver: {}\n").resolver, Resolver{});
}

TEST(BadHealth, is_refused) {
    expect_each({
        {in_backend("health: {interval: 1s}"), "4:13: missing key 'path' in health of a backend"},
        {in_backend("health: off"), "4:13: expected a mapping for 'health', found a scalar"},
        {in_backend("health: {path: healthz}"),
         "4:20: bad value 'healthz' for 'path'; allowed: a path"},
        {in_backend("health: {path: \"/a#b\"}"), "4:20: bad value '/a#b' for 'path'"},
        {in_backend("health: {path: \"/a b\"}"), "4:20: bad value '/a b' for 'path'"},
        {in_backend("health: {path: \"/\\r\\nx: y\"}"), "4:20: bad value '/??x: y' for 'path'"},
        {in_backend("health: {path: /, host: \"a b\"}"),
         "4:29: bad value 'a b' for 'host'; allowed: a host"},
        {in_backend("health: {path: /, interval: 0s}"),
         "4:33: bad value '0s' for 'interval'; allowed: a duration above"},
        {in_backend("health: {path: /, interval: 1s, timeout: 2s}"),
         "4:46: 'timeout' must not be longer than 'interval'"},
        {in_backend("health: {path: /, timeout: 6s}"),
         "4:32: 'timeout' must not be longer than 'interval', which is 5s"},
        {in_backend("health: {path: /, healthy: 0}"),
         "4:32: bad value '0' for 'healthy'; allowed: a number from 1 to 100"},
        {in_backend("health: {path: /, unhealthy: 101}"), "4:34: bad value '101' for 'unhealthy'"},
        {in_backend("health: {path: /, intervall: 1s}"),
         "4:23: unknown key 'intervall' in health of a backend; did you mean 'interval'?"},
    });
}

TEST(BadOutlier, is_refused) {
    expect_each({
        {in_backend("outlier: on"),
         "4:14: bad value 'on' for 'outlier'; allowed: off, or a mapping with consecutive"},
        {in_backend("outlier: {consecutive: 0}"), "4:28: bad value '0' for 'consecutive'"},
        {in_backend("outlier: {ejection: 0s}"), "4:25: bad value '0s' for 'ejection'"},
        {in_backend("outlier: {ejection: 10s, max_ejection: 5s}"),
         "4:44: 'max_ejection' must not be shorter than 'ejection'"},
        {in_backend("outlier: {max_ejection: 29s}"),
         "4:29: 'max_ejection' must not be shorter than 'ejection', which is 30s"},
        {in_backend("outlier: {max_ejected: 5}"),
         "4:28: bad value '5' for 'max_ejected'; allowed: a share"},
        {in_backend("outlier: {on: []}"), "4:19: 'on' must not be empty"},
        {in_backend("outlier: {on: [399]}"),
         "4:20: bad value '399' for 'on'; allowed: unreachable, or a status from 400 to 599"},
        {in_backend("outlier: {on: [600]}"), "4:20: bad value '600' for 'on'"},
        {in_backend("outlier: {on: [5xx]}"), "4:20: bad value '5xx' for 'on'"},
        {in_backend("outlier: {on: [500, 503, 500]}"), "4:30: duplicate '500' in 'on'"},
        {in_backend("outlier: {on: [unreachable, unreachable]}"),
         "4:33: duplicate 'unreachable' in 'on'"},
        {in_backend("panic_threshold: 101%"),
         "4:22: bad value '101%' for 'panic_threshold'; allowed: a share"},
        {in_backend("panic_threshold: 50"), "4:22: bad value '50' for 'panic_threshold'"},
        {in_backend("slow_start: 30"),
         "4:17: bad value '30' for 'slow_start'; allowed: a duration"},
    });
}

TEST(BadLimit, is_refused) {
    expect_each({
        {in_backend("limits: 5"), "4:13: expected a mapping for 'limits', found a scalar"},
        {in_backend("limits: {connections: 0}"),
         "4:27: bad value '0' for 'connections'; allowed: a number from 1"},
        {in_backend("limits: {requests: 0}"), "4:24: bad value '0' for 'requests'"},
        {in_backend("limits: {requests: 1000001}"), "4:24: bad value '1000001' for 'requests'"},
        {in_backend("limits: {pending: 1000001}"),
         "4:23: bad value '1000001' for 'pending'; allowed: a number from 0"},
        {in_backend("limits: {pending: -1}"), "4:23: bad value '-1' for 'pending'"},
        {in_backend("timeouts: {pending: 0s}"), "4:25: bad value '0s' for 'pending'"},
        {in_backend("balance: random"),
         "4:14: bad value 'random' for 'balance'; allowed: round_robin, least_requests or hash"},
    });
}

TEST(BadFallback, is_refused) {
    expect_each({
        {in_route("fallback: {}"), "7:15: missing key 'to' in fallback"},
        {in_route("fallback: legacy"), "7:15: expected a mapping for 'fallback', found a scalar"},
        {in_route("fallback: {to: legcy}"),
         "7:20: unknown backend 'legcy'; did you mean 'legacy'?; defined: legacy, new"},
        {in_route("fallback: {to: other}"), "7:20: unknown backend 'other'"},
        {in_route("fallback: {to: legacy, on: [200]}"), "7:33: bad value '200' for 'on'"},
        {in_route("fallback: {to: legacy, on: unreachable}"),
         "7:32: expected a list for 'on', found a scalar"},
        {in_route("fallback: {to: legacy, methods: []}"), "7:37: 'methods' must not be empty"},
        {in_route("fallback: {to: legacy, methods: [get]}"), "7:38: bad value 'get' for 'methods'"},
    });
}

TEST(BadRetry, is_refused) {
    expect_each({
        {in_route("retry: on"),
         "7:12: bad value 'on' for 'retry'; allowed: off, or a mapping with attempts, on, budget"},
        {in_route("retry: {attempts: 0}"),
         "7:23: bad value '0' for 'attempts'; allowed: a number from 1 to 10"},
        {in_route("retry: {attempts: 11}"), "7:23: bad value '11' for 'attempts'"},
        {in_route("retry: {on: []}"), "7:17: 'on' must not be empty"},
        {in_route("retry: {on: [timeout]}"), "7:18: bad value 'timeout' for 'on'"},
        {in_route("retry: {budget: 101%}"),
         "7:21: bad value '101%' for 'budget'; allowed: a share"},
        {in_route("retry: {budget: 0.2}"), "7:21: bad value '0.2' for 'budget'"},
        {in_route("mirror: [{to: new, breaker: on}]"),
         "7:33: bad value 'on' for 'breaker'; allowed: off, or a mapping with timeouts, pause"},
        {in_route("mirror: [{to: new, breaker: {timeouts: 0}}]"),
         "7:44: bad value '0' for 'timeouts'"},
        {in_route("mirror: [{to: new, breaker: {pause: 0s}}]"), "7:41: bad value '0s' for 'pause'"},
    });
}

TEST(BadResolver, is_refused) {
    expect_each({
        {"resolver: {servers: []}\n", "1:21: 'servers' must not be empty"},
        {"resolver: {servers: [dns.internal]}\n", "1:22: bad value 'dns.internal' for 'servers'"},
        {"resolver: {servers: [\"dns:53\"]}\n", "1:22: bad value 'dns:53' for 'servers'"},
        {"resolver: {servers: [\"10.0.0.2:0\"]}\n", "1:22: bad value '10.0.0.2:0'"},
        {"resolver: {servers: [10.0.0.2, \"10.0.0.2:53\"]}\n", "1:32: duplicate server"},
        {"resolver: {timeout: 61s}\n", "1:21: bad value '61s' for 'timeout'; allowed: a duration"},
        {"resolver: {attempts: 0}\n", "1:22: bad value '0' for 'attempts'"},
        {"resolver: {server: [10.0.0.2]}\n", "1:12: unknown key 'server' in resolver; did you"},
    });
}

TEST(BadConditions, do_not_show_what_a_variable_held) {
    EXPECT_EQ(problems_of(in_route("retry: {on: [\"${SANDBOX_TOKEN}\"]}")),
              "test.yaml:7:18: bad value '${SANDBOX_TOKEN}' for 'on'; allowed: unreachable, or a "
              "status from 400 to 599\n");
}

}  // namespace
}  // namespace crossfade::config
