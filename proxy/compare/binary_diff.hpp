// Two bodies that are neither text nor structure compared: all there is to say is what they are and
// how long.
#pragma once

#include "proxy/compare/collector.hpp"

#include <string>
#include <string_view>

namespace crossfade::compare {

/// One finding at the body: of the kind `type` if the first bytes say that they are different
/// things ("png->jpeg"), else "bytes". Nothing if they are equal.
void diff_binary(std::string_view live, std::string_view shadow, Collector& findings);

/// "png, 1234 bytes, 0123456789abcdef": by the first bytes, and XXH3_64 of all.
[[nodiscard]] std::string binary_text(std::string_view bytes);

}  // namespace crossfade::compare
