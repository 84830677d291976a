// Did you mean ...? The nearest word by edit distance, for unknown keys and names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::config {

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other
/// (optimal string alignment).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The nearest candidate if it is near enough to be a slip: at most one edit per three characters.
[[nodiscard]] std::optional<std::string_view> suggest(
    std::string_view word, const std::vector<std::string_view>& candidates);

/// "; did you mean 'x'?" or nothing, for the end of a message.
[[nodiscard]] std::string suggestion(std::string_view word,
                                     const std::vector<std::string_view>& candidates);

}  // namespace crossfade::config
