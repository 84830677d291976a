// URLs (RFC 3986) in JSON strings: what counts as the same one, and what is the same but for the
// host.
#pragma once

#include "config/config.hpp"

#include <string_view>
#include <vector>

namespace crossfade::text {

/// True if scheme, host (after `hosts`, from live to shadow), path and fragment are the same, and
/// the parameters of the query in any order. Schemes and hosts in any case. Relative references are
/// compared by the parts that they have.
[[nodiscard]] bool same_url(std::string_view live,
                            std::string_view shadow,
                            const std::vector<config::HostPair>& hosts);

/// True of two absolute URLs that differ in scheme, host or port alone.
[[nodiscard]] bool same_but_host(std::string_view live, std::string_view shadow);

}  // namespace crossfade::text
