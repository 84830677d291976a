// JSON values as slices of the text they stand in, instead of a tree, so that a recorded body keeps
// every digit of its numbers.
#pragma once

#include "proxy/json/scanner.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::json {

enum class Type { null, boolean, number, string, array, object };

/// True if the whole text is one JSON value in valid UTF-8, with white space around it at most.
[[nodiscard]] bool is_json(std::string_view text, std::size_t depth = max_depth) noexcept;

/// The functions below expect a value for which is_json() holds, or a slice that they gave out.
[[nodiscard]] Type type_of(std::string_view value) noexcept;

/// The value without white space between tokens; all else stays as written.
[[nodiscard]] std::string without_white_space(std::string_view value);

/// Nothing if it is not a whole number from 0 to 2^63 - 1, written without exponent or fraction.
[[nodiscard]] std::optional<std::uint64_t> whole_number_of(std::string_view value) noexcept;

struct Member {
    std::string name;
    std::string_view value;
};

/// Members in order; nothing if it is no object, or has more than `limit` members, or one twice.
[[nodiscard]] std::optional<std::vector<Member>> members_of(std::string_view value,
                                                            std::size_t limit);

/// Elements in order; nothing if it is no array, or has more than `limit` elements.
[[nodiscard]] std::optional<std::vector<std::string_view>> elements_of(std::string_view value,
                                                                       std::size_t limit);

}  // namespace crossfade::json
