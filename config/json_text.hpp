// JSON as rewrites need it: pointers into a body, and the text of a value to put there.
#pragma once

#include "config/node.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::config {

/// RFC 6901, but not the empty pointer: a rewrite changes parts, never the whole body.
[[nodiscard]] bool is_json_pointer(std::string_view text) noexcept;

/// The JSON value that a scalar stands for. Plain numbers, true, false and null are themselves;
/// everything else, and whatever came out of ${...}, is a string: an account number from a variable
/// must not lose its leading zeros. Nothing for lists, mappings, and bytes that are no UTF-8.
[[nodiscard]] std::optional<std::string> json_text(const RawNode& node);

/// A JSON string (RFC 8259 section 7).
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace crossfade::config
