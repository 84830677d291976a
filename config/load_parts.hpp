// One loader per node of the configuration. Each reports what is wrong with its own node and
// returns what it could read; what needs more than one node to be judged is left to validate.hpp.
#pragma once

#include "config/config.hpp"
#include "config/reader.hpp"

#include <optional>
#include <vector>

namespace crossfade::config {

[[nodiscard]] Config load_configuration(const Reader& reader);

[[nodiscard]] Listener load_listener(const Reader& reader);
[[nodiscard]] ListenerTls load_listener_tls(const Reader& reader);
[[nodiscard]] BackendTls load_backend_tls(const Reader& reader);
[[nodiscard]] Admin load_admin(const Reader& reader);
[[nodiscard]] std::optional<AccessLog> load_access_log(const Reader& reader);
[[nodiscard]] std::optional<Reports> load_reports(const Reader& reader);
[[nodiscard]] Comparison load_comparison(const Reader& reader);
[[nodiscard]] Resolver load_resolver(const Reader& reader);
[[nodiscard]] Balance load_balance(const Reader& reader);
[[nodiscard]] std::optional<HealthCheck> load_health(const Reader& reader);
[[nodiscard]] std::optional<Outlier> load_outlier(const Reader& reader);
[[nodiscard]] BackendLimits load_backend_limits(const Reader& reader);
[[nodiscard]] Backend load_backend(const Reader& reader);

[[nodiscard]] Route load_route(const Reader& reader);
[[nodiscard]] routing::RouteMatch load_match(const Reader& reader);
[[nodiscard]] std::vector<routing::KeySource> load_key(const Reader& reader);
[[nodiscard]] std::vector<SplitEntry> load_split(const Reader& reader);
[[nodiscard]] std::optional<Override> load_override(const Reader& reader);
[[nodiscard]] Fallback load_fallback(const Reader& reader);
[[nodiscard]] Retry load_retry(const Reader& reader);
[[nodiscard]] routing::Rewrite load_route_rewrite(const Reader& reader);
[[nodiscard]] MirrorRewrite load_mirror_rewrite(const Reader& reader);
[[nodiscard]] Mirror load_mirror(const Reader& reader);
[[nodiscard]] std::optional<MirrorBreaker> load_breaker(const Reader& reader);
[[nodiscard]] Compare load_compare(const Reader& reader);

}  // namespace crossfade::config
