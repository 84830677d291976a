// JSON strings (RFC 8259 section 7) to text and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::json {

/// Appends the text as a JSON string on one line that no terminal obeys: control characters, the C1
/// ones too, are escaped. Bytes that are not UTF-8 are written as \u00NN, so that different bytes
/// stay different.
void append_string(std::string& out, std::string_view text);

[[nodiscard]] std::string string(std::string_view text);

/// The text of a JSON string that is_json() holds for; nothing if it is no string or holds half a
/// surrogate pair.
[[nodiscard]] std::optional<std::string> text_of_string(std::string_view value);

}  // namespace crossfade::json
