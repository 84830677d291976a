// Path prefixes by whole segments, as the Kubernetes Gateway API defines PathPrefix: the trailing
// slash of a prefix does not count, so /orders and /orders/ are the same prefix.
#pragma once

#include <string_view>

namespace crossfade::routing {

/// "/orders/" -> "/orders", "/" -> "".
[[nodiscard]] constexpr std::string_view without_trailing_slash(std::string_view path) noexcept {
    if (path.ends_with('/')) path.remove_suffix(1);
    return path;
}

/// Whether a segment of `path` ends at `length`, which is at most path.size().
[[nodiscard]] constexpr bool segment_ends(std::string_view path, std::size_t length) noexcept {
    return length == path.size() || path[length] == '/';
}

/// `prefix` must come from without_trailing_slash().
[[nodiscard]] constexpr bool has_prefix(std::string_view path, std::string_view prefix) noexcept {
    return path.starts_with(prefix) && segment_ends(path, prefix.size());
}

}  // namespace crossfade::routing
