// JSON numbers as exact decimal values. No floating point: 2^53 is no limit, and 0.1 is 0.1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace crossfade::text {

/// sign * digits * 10^exponent, normalised: no leading and no trailing zero among the digits; zero
/// has no digits, no sign and no exponent. Equal values have equal members.
struct Decimal {
    bool negative = false;
    std::string digits;
    std::int64_t exponent = 0;

    bool operator==(const Decimal&) const = default;
};

/// `text` must be a number of JSON's grammar. Exponents beyond 18 digits saturate.
[[nodiscard]] Decimal decimal_of(std::string_view text);

/// True if the text is a number of JSON's grammar and nothing else.
[[nodiscard]] bool is_number_text(std::string_view text) noexcept;

/// True if the text is written without fraction and exponent.
[[nodiscard]] bool is_integer_text(std::string_view text) noexcept;

/// |a - b| <= tolerance. Exact for integers of 64 bits; else in double precision, with room for its
/// rounding.
[[nodiscard]] bool within(std::string_view a, std::string_view b, double tolerance);

/// How many digits each has behind the point, if one is the other rounded to fewer: 19.99 and
/// 19.989999999999998. 15 stands for 15 and more, as binary fractions come in any length.
[[nodiscard]] std::optional<std::pair<int, int>> rounding_of(std::string_view a,
                                                             std::string_view b);

}  // namespace crossfade::text
