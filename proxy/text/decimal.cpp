// See decimal.hpp.
#include "proxy/text/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace crossfade::text {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Removes the digits in front and says how many there were.
std::size_t skip_digits(std::string_view& text) noexcept {
    const auto* end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(count);
    return count;
}

std::int64_t exponent_of(std::string_view text) noexcept {
    constexpr std::int64_t limit = 1'000'000'000'000'000'000;
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    std::int64_t value = 0;
    for (const char c : text) value = value >= limit / 10 ? limit : value * 10 + (c - '0');
    return negative ? -value : value;
}

std::optional<std::int64_t> integer_of(std::string_view text) noexcept {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// The digits behind the point, 15 at most.
int scale_of(std::string_view text) noexcept {
    constexpr std::int64_t most = 15;
    const std::size_t mark = std::min(text.find_first_of("eE"), text.size());
    const std::size_t point = std::min(text.find('.'), mark);
    auto scale = static_cast<std::int64_t>(mark - std::min(point + 1, mark));
    if (mark < text.size()) scale -= exponent_of(text.substr(mark + 1));
    return static_cast<int>(std::clamp<std::int64_t>(scale, 0, most));
}

double double_of(std::string_view text) noexcept {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} ? value : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

Decimal decimal_of(std::string_view text) {
    Decimal value;
    value.negative = text.starts_with('-');
    if (value.negative) text.remove_prefix(1);
    const std::size_t mark = std::min(text.find_first_of("eE"), text.size());
    if (mark < text.size()) value.exponent = exponent_of(text.substr(mark + 1));
    const std::string_view mantissa = text.substr(0, mark);
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    value.digits = mantissa.substr(0, point);
    if (point < mantissa.size()) {
        value.digits += mantissa.substr(point + 1);
        value.exponent -= static_cast<std::int64_t>(mantissa.size() - point - 1);
    }
    const std::size_t last = value.digits.find_last_not_of('0');
    if (last == std::string::npos) return {};
    value.exponent += static_cast<std::int64_t>(value.digits.size() - last - 1);
    value.digits.resize(last + 1);
    value.digits.erase(0, value.digits.find_first_not_of('0'));
    return value;
}

// RFC 8259 section 6.
bool is_number_text(std::string_view text) noexcept {
    if (text.starts_with('-')) text.remove_prefix(1);
    const bool leading_zero = text.starts_with('0');
    const std::size_t integer_digits = skip_digits(text);
    if (integer_digits == 0 || (leading_zero && integer_digits > 1)) return false;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (skip_digits(text) == 0) return false;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
        if (skip_digits(text) == 0) return false;
    }
    return text.empty();
}

bool is_integer_text(std::string_view text) noexcept {
    return text.find_first_of(".eE") == std::string_view::npos;
}

bool within(std::string_view a, std::string_view b, double tolerance) {
    if (decimal_of(a) == decimal_of(b)) return true;
    const auto whole_a = integer_of(a);
    const auto whole_b = integer_of(b);
    if (whole_a && whole_b) {
        const auto [low, high] = std::minmax(*whole_a, *whole_b);
        const auto distance = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
        return static_cast<double>(distance) <= tolerance;
    }
    const double x = double_of(a);
    const double y = double_of(b);
    const double rounding = 4 * std::numeric_limits<double>::epsilon();
    return std::fabs(x - y) <= tolerance + rounding * std::max(std::fabs(x), std::fabs(y));
}

std::optional<std::pair<int, int>> rounding_of(std::string_view a, std::string_view b) {
    const int of_a = scale_of(a);
    const int of_b = scale_of(b);
    if (of_a == of_b) return std::nullopt;
    const double half = 0.5 * std::pow(10.0, -std::min(of_a, of_b));
    const double x = double_of(a);
    const double y = double_of(b);
    const double rounding = std::numeric_limits<double>::epsilon();
    const double room = half + rounding * std::max(std::fabs(x), std::fabs(y));
    if (!(std::fabs(x - y) <= room)) return std::nullopt;
    return std::pair(of_a, of_b);
}

}  // namespace crossfade::text
