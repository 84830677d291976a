// A body, or a header's value, as JSON and back; the forms are listed in record.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::record {

/// `json_type`: the header says that the body is JSON. `whole`: it was not cut.
void append_body(std::string& out, std::string_view body, bool json_type, bool whole);

/// A string, or {"base64": ...} if the bytes are no UTF-8.
void append_bytes(std::string& out, std::string_view bytes);

/// The bytes that append_body() or append_bytes() wrote; nothing if `value` is none of the forms.
[[nodiscard]] std::optional<std::string> bytes_of(std::string_view value);

}  // namespace crossfade::record
