// Foreign bytes as a JSON string (RFC 8259 section 7).
#pragma once

#include <string>
#include <string_view>

namespace crossfade::observe {

/// Appends `bytes` in quotes. Valid UTF-8 goes through; controls (C0, DEL and C1, which drive
/// terminals) and bytes that are no UTF-8 become \u00XX.
void append_json_text(std::string& out, std::string_view bytes);

}  // namespace crossfade::observe
