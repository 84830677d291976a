// The front part of a JSON text made into a whole one, so that the part can be compared.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::compare {

struct JsonPrefix {
    std::string text;               // up to the last value that is there whole, and closed
    std::vector<std::string> open;  // canonical paths of the arrays and objects that were cut
};

/// Nothing if no value is there whole, or the text is nested too deeply. What is no JSON comes out
/// as something that is none either.
[[nodiscard]] std::optional<JsonPrefix> closed_prefix(std::string_view text);

/// True if `path` is that of a member or element right below `parent`.
[[nodiscard]] bool is_child_path(std::string_view path, std::string_view parent) noexcept;

}  // namespace crossfade::compare
