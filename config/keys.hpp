// Every key that the configuration knows, by node; and those that DESIGN has but this version does
// not do yet, which are refused rather than ignored.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace crossfade::config {

struct Shape {
    std::string_view node;                     // as messages call it
    std::array<std::string_view, 16> known{};  // filled from the front
    std::array<std::string_view, 6> later{};   // "not supported yet"

    [[nodiscard]] std::vector<std::string_view> known_keys() const;
    [[nodiscard]] std::vector<std::string_view> later_keys() const;
};

namespace shape {

inline constexpr Shape configuration{"the configuration",
                                     {"salt",
                                      "pseudonym",
                                      "workers",
                                      "drain_timeout",
                                      "resolver",
                                      "listeners",
                                      "admin",
                                      "access_log",
                                      "backends",
                                      "routes",
                                      "reports",
                                      "comparison"},
                                     {"region"}};
inline constexpr Shape listener{
    "listener", {"name", "address", "tls", "trusted_proxies", "proxy_protocol", "limits"}, {}};
inline constexpr Shape listener_tls{"tls of a listener",
                                    {"certificates",
                                     "min_version",
                                     "alpn",
                                     "client_ca",
                                     "client_crl",
                                     "client_certificate",
                                     "ticket_rotation"},
                                    {}};
inline constexpr Shape certificate{
    "certificate", {"certificate", "private_key", "ocsp_response"}, {}};
inline constexpr Shape listener_limits{"limits of a listener",
                                       {"request_head",
                                        "headers",
                                        "header_timeout",
                                        "idle_timeout",
                                        "connections",
                                        "connections_per_address",
                                        "request_body",
                                        "body_rate",
                                        "body_grace"},
                                       {}};
inline constexpr Shape admin{"admin", {"address", "token", "hosts"}, {}};
inline constexpr Shape access_log{"access_log", {"path", "format"}, {}};
inline constexpr Shape backend{"backend",
                               {"endpoints",
                                "balance",
                                "host",
                                "timeouts",
                                "limits",
                                "health",
                                "outlier",
                                "panic_threshold",
                                "slow_start",
                                "tls",
                                "idle_connections",
                                "max_requests",
                                "max_age",
                                "protocol"},
                               {}};
inline constexpr Shape health{
    "health of a backend", {"path", "host", "interval", "timeout", "healthy", "unhealthy"}, {}};
inline constexpr Shape outlier{
    "outlier of a backend", {"consecutive", "ejection", "max_ejection", "max_ejected", "on"}, {}};
inline constexpr Shape backend_limits{
    "limits of a backend", {"connections", "requests", "pending"}, {}};
inline constexpr Shape resolver{"resolver", {"servers", "timeout", "attempts"}, {}};
inline constexpr Shape backend_tls{
    "tls of a backend",
    {"ca", "server_name", "certificate", "private_key", "min_version", "verify"},
    {}};
inline constexpr Shape backend_timeouts{
    "timeouts of a backend", {"connect", "response", "idle", "pending"}, {}};
inline constexpr Shape route{"route",
                             {"name",
                              "match",
                              "key",
                              "split",
                              "override",
                              "fallback",
                              "retry",
                              "rewrite",
                              "timeout",
                              "mirror"},
                             {"rollout"}};
inline constexpr Shape fallback{"fallback", {"to", "on", "methods"}, {}};
inline constexpr Shape retry{"retry", {"attempts", "on", "budget"}, {}};
inline constexpr Shape match{
    "match", {"hosts", "path", "methods", "headers", "query"}, {"regions"}};
inline constexpr Shape match_path{"path of a match", {"exact", "prefix", "regex"}, {}};
inline constexpr Shape match_value{"value of a match", {"regex", "present"}, {}};
inline constexpr Shape key_source{"key source", {"cookie", "header", "client_address"}, {}};
inline constexpr Shape override_{"override", {"header", "from"}, {}};
inline constexpr Shape route_rewrite{
    "rewrite of a route", {"path", "set_headers", "remove_headers"}, {}};
inline constexpr Shape mirror_rewrite{
    "rewrite of a mirror",
    {"path", "host", "set_headers", "remove_headers", "json", "require"},
    {}};
inline constexpr Shape rewrite_path{"path of a rewrite", {"replace_prefix"}, {}};
inline constexpr Shape mirror{"mirror",
                              {"to",
                               "role",
                               "live",
                               "sample",
                               "methods",
                               "rewrite",
                               "limits",
                               "breaker",
                               "build",
                               "probes",
                               "compare"},
                              {}};
inline constexpr Shape probes{"probes of a mirror", {"rate", "rechecks", "recheck_after"}, {}};
inline constexpr Shape breaker{"breaker of a mirror", {"timeouts", "pause"}, {}};
inline constexpr Shape mirror_limits{
    "limits of a mirror",
    {"in_flight", "rate", "request_body", "response_body", "timeout", "memory"},
    {}};
inline constexpr Shape compare{
    "compare",
    {"built_in", "status", "headers", "hosts", "rules", "redact", "target", "targets"},
    {}};
inline constexpr Shape compare_headers{"headers of compare", {"ignore", "list_valued"}, {}};
inline constexpr Shape compare_rule{
    "compare rule", {"path", "as", "by", "tolerance", "reason", "owner", "expires"}, {}};
inline constexpr Shape reports{
    "reports",
    {"directory", "retention", "log", "queue", "endpoints", "max_endpoints", "openapi", "sinks"},
    {}};
inline constexpr Shape retention{"retention of reports", {"age", "size"}, {}};
inline constexpr Shape report_log{"log of reports", {"size", "files"}, {}};
inline constexpr Shape comparison{"comparison", {"threads", "queue"}, {}};

}  // namespace shape

/// All of the above; reference.md is checked against it.
[[nodiscard]] std::vector<Shape> all_shapes();

}  // namespace crossfade::config
