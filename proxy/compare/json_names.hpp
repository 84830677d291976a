// Names of members that are data: "{"4711": {...}, "4712": {...}}" is a map from ids to things. In
// paths they are all one, or every id would make faults of its own.
#pragma once

#include "proxy/compare/json_document.hpp"

#include <string_view>

namespace crossfade::compare {

/// An identifier or a date by its form: digits, hex of 8 digits or more, a UUID; or what is too
/// long or too strange to be a name.
[[nodiscard]] bool is_data_name(std::string_view name) noexcept;

/// True of an object of which most names are data, or that has more than 50 members of nearly one
/// shape.
[[nodiscard]] bool names_are_data(const JsonDocument& document, JsonDocument::Node object);

/// From here on the values count too, not only the names.
inline constexpr std::size_t members_of_a_map = 50;

}  // namespace crossfade::compare
