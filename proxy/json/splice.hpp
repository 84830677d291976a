// Puts a value into a JSON text at a JSON Pointer and leaves every other byte as it was, numbers
// and spacing included.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crossfade::json {

/// Replaces the value at `pointer` (RFC 6901), in every member of that name where names repeat,
/// because a reader may take either. Returns how many were replaced; 0 leaves `text` unchanged, as
/// it does where the text is no JSON or nested deeper than max_depth. `value` must be JSON.
[[nodiscard]] std::size_t splice(std::string& text,
                                 std::string_view pointer,
                                 std::string_view value);

}  // namespace crossfade::json
