// The members of a JSON object that is written as text, one after the other.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::json {

/// Appends `,"name":`, without the comma behind an opening brace; the value is to follow.
void append_name(std::string& out, std::string_view name);

/// A member whose value is a string.
void append_text(std::string& out, std::string_view name, std::string_view text);

}  // namespace crossfade::json
