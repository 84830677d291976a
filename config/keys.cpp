// See keys.hpp.
#include "config/keys.hpp"

#include <algorithm>

namespace crossfade::config {
namespace {

std::vector<std::string_view> filled(std::span<const std::string_view> keys) {
    const auto end = std::find(keys.begin(), keys.end(), std::string_view{});
    return {keys.begin(), end};
}

}  // namespace

std::vector<std::string_view> Shape::known_keys() const { return filled(known); }

std::vector<std::string_view> Shape::later_keys() const { return filled(later); }

std::vector<Shape> all_shapes() {
    using namespace shape;
    return {configuration, listener,      listener_limits, listener_tls,    certificate,
            admin,         access_log,    backend_tls,     backend,         backend_timeouts,
            route,         match,         match_path,      match_value,     key_source,
            override_,     route_rewrite, mirror_rewrite,  rewrite_path,    mirror,
            mirror_limits, probes,        compare,         compare_headers, compare_rule,
            reports,       retention,     report_log,      comparison,      resolver,
            health,        outlier,       backend_limits,  fallback,        retry,
            breaker};
}

}  // namespace crossfade::config
