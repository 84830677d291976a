// JSON as text: strict scanning (RFC 8259) that hands out slices of the input instead of a tree, so
// that a recorded body keeps every digit of its numbers. Used by the records and what is built on
// them. All input is hostile; nothing here throws for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::report {

enum class JsonType { null, boolean, number, string, array, object };

/// Deeper JSON is refused.
inline constexpr std::size_t max_json_depth = 128;

/// True if the whole text is one JSON value in valid UTF-8, with white space around it at most.
[[nodiscard]] bool is_json(std::string_view text, std::size_t max_depth = max_json_depth) noexcept;

[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// The functions below expect a value for which is_json() holds, or a slice that they gave out.
[[nodiscard]] JsonType type_of(std::string_view value) noexcept;

/// The value without white space between tokens; all else stays as written.
[[nodiscard]] std::string without_white_space(std::string_view value);

/// The text of a JSON string; nothing if it is no string or holds half a surrogate pair.
[[nodiscard]] std::optional<std::string> text_of_string(std::string_view value);

/// Nothing if it is not a whole number from 0 to 2^63 - 1, written without exponent or fraction.
[[nodiscard]] std::optional<std::uint64_t> whole_number_of(std::string_view value) noexcept;

struct JsonMember {
    std::string name;
    std::string_view value;
};

/// Members in order; nothing if it is no object, or has more than `limit` members, or one twice.
[[nodiscard]] std::optional<std::vector<JsonMember>> members_of(std::string_view value,
                                                                std::size_t limit);

/// Elements in order; nothing if it is no array, or has more than `limit` elements.
[[nodiscard]] std::optional<std::vector<std::string_view>> elements_of(std::string_view value,
                                                                       std::size_t limit);

/// Appends the text as a JSON string. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace crossfade::report
