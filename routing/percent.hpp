// Shares as people write them: "0.01%".
#pragma once

#include "routing/share.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::routing {

/// "99.5%", without trailing zeros.
[[nodiscard]] std::string to_percent(Share share);

/// Exact: nothing for what is no percentage, over 100 %, or finer than one part per million.
[[nodiscard]] std::optional<Share> parse_percent(std::string_view text) noexcept;

}  // namespace crossfade::routing
