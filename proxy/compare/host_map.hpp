// The hosts that live and shadow are known under, in texts that hold URLs.
#pragma once

#include "config/config.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossfade::compare {

/// A live text with each mapped host behind "//" replaced by the shadow's. A host is whole, and may
/// be written with a port in the map or without.
[[nodiscard]] std::string with_shadow_hosts(std::string_view live,
                                            const std::vector<config::HostPair>& hosts);

}  // namespace crossfade::compare
