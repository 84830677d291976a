// The key of a request as pairs carry it: bounded, so that a key as long as a header field may be
// does not cost that much in every pair.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crossfade::compare {

inline constexpr std::size_t max_user = 128;  // bytes

/// The key itself, or "long:" and a hash of one that is longer than max_user: two that begin alike
/// are still two users.
[[nodiscard]] std::string user_of(std::string_view key);

}  // namespace crossfade::compare
