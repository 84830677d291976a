// See time_text.hpp.
#include "proxy/record/time_text.hpp"

#include <array>
#include <cstdio>

namespace crossfade::record {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Takes `count` digits off the front; -1 if they are not all there.
int take_digits(std::string_view& text, std::size_t count) noexcept {
    if (text.size() < count) return -1;
    int number = 0;
    for (std::size_t at = 0; at < count; ++at) {
        if (text[at] < '0' || text[at] > '9') return -1;
        number = number * 10 + (text[at] - '0');
    }
    text.remove_prefix(count);
    return number;
}

bool take(std::string_view& text, char wanted) noexcept {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) noexcept {
    const int year = take_digits(text, 4);
    if (!take(text, '-')) return std::nullopt;
    const int month = take_digits(text, 2);
    if (!take(text, '-')) return std::nullopt;
    const int day = take_digits(text, 2);
    // The clock's nanoseconds end in 1677 and 2262.
    if (year < 1678 || year > 2261 || month < 0 || day < 0) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
}

/// The fraction's first three digits; more are read and dropped.
std::optional<milliseconds> take_fraction(std::string_view& text) noexcept {
    if (!take(text, '.')) return milliseconds{0};
    int number = 0;
    int unit = 100;
    std::size_t digits = 0;
    for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; ++digits) {
        number += unit * (text[0] - '0');
        unit /= 10;
        text.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
    return milliseconds{number};
}

std::optional<milliseconds> take_clock(std::string_view& text) noexcept {
    const int hour = take_digits(text, 2);
    if (!take(text, ':')) return std::nullopt;
    const int minute = take_digits(text, 2);
    if (!take(text, ':')) return std::nullopt;
    const int second = take_digits(text, 2);
    const bool in_range = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 &&
                          second <= 60;  // 60: a leap second
    const auto fraction = take_fraction(text);
    if (!in_range || !fraction) return std::nullopt;
    return hours{hour} + minutes{minute} + seconds{second} + *fraction;
}

std::optional<minutes> take_offset(std::string_view& text) noexcept {
    if (take(text, 'Z') || take(text, 'z')) return minutes{0};
    const bool west = take(text, '-');
    if (!west && !take(text, '+')) return std::nullopt;
    const int hour = take_digits(text, 2);
    if (!take(text, ':')) return std::nullopt;
    const int minute = take_digits(text, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
    const minutes offset = hours{hour} + minutes{minute};
    return west ? -offset : offset;
}

}  // namespace

std::string rfc3339(Time time) {
    const auto whole = std::chrono::floor<milliseconds>(time);
    const auto day = std::chrono::floor<days>(whole);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{whole - day};
    std::array<char, 64> text{};
    const int length = std::snprintf(text.data(),
                                     text.size(),
                                     "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                                     static_cast<int>(date.year()),
                                     static_cast<unsigned>(date.month()),
                                     static_cast<unsigned>(date.day()),
                                     static_cast<int>(clock.hours().count()),
                                     static_cast<int>(clock.minutes().count()),
                                     static_cast<int>(clock.seconds().count()),
                                     static_cast<int>(clock.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<Time> parse_rfc3339(std::string_view text) {
    const auto date = take_date(text);
    if (!date || (!take(text, 'T') && !take(text, 't') && !take(text, ' '))) return std::nullopt;
    const auto clock = take_clock(text);
    if (!clock) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    return Time{*date + *clock - *offset};
}

std::int64_t to_milliseconds(Time time) noexcept {
    return std::chrono::floor<milliseconds>(time.time_since_epoch()).count();
}

Time from_milliseconds(std::int64_t number) noexcept { return Time{milliseconds{number}}; }

}  // namespace crossfade::record
