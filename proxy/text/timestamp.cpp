// See timestamp.hpp.
#include "proxy/text/timestamp.hpp"

#include "proxy/text/decimal.hpp"
#include "proxy/text/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace crossfade::text {
namespace {

using std::chrono::microseconds;

/// Reads from the front of a text; once something did not fit, failed stays true.
struct Scanner {
    std::string_view rest;
    bool failed = false;

    int digits(std::size_t count) noexcept {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (i >= rest.size() || rest[i] < '0' || rest[i] > '9') return fail();
            value = value * 10 + (rest[i] - '0');
        }
        rest.remove_prefix(count);
        return value;
    }

    bool skip(std::string_view any_of) noexcept {
        if (rest.empty() || any_of.find(rest[0]) == std::string_view::npos) return false;
        rest.remove_prefix(1);
        return true;
    }

    int fail() noexcept {
        failed = true;
        return 0;
    }

    [[nodiscard]] bool at_digit() const noexcept {
        return !rest.empty() && rest[0] >= '0' && rest[0] <= '9';
    }
};

std::optional<Instant> instant(int year, int month, int day, microseconds time) noexcept {
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    return Instant(std::chrono::sys_days(date)) + time;
}

microseconds clock_time(Scanner& in, int hour, int minute, int second) noexcept {
    // 24:00 ends a day (ISO 8601), 23:59:60 is a leap second.
    if (hour > 24 || minute > 59 || second > 60) in.fail();
    return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

microseconds fraction(Scanner& in) noexcept {
    if (!in.at_digit()) in.fail();
    std::int64_t unit = 100'000;
    std::int64_t value = 0;
    for (; in.at_digit(); unit /= 10) value += unit * in.digits(1);  // beyond microseconds: 0
    return microseconds(value);
}

microseconds offset(Scanner& in) noexcept {
    if (in.skip("Zz") || in.rest.empty()) return {};
    const bool west = in.rest.starts_with('-');
    if (!in.skip("+-")) in.fail();
    const int hours = in.digits(2);
    in.skip(":");
    const int minutes = in.rest.empty() ? 0 : in.digits(2);
    if (hours > 23 || minutes > 59) in.fail();
    const microseconds size = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return west ? -size : size;
}

microseconds iso_time(Scanner& in) noexcept {
    const int hour = in.digits(2);
    in.skip(":");
    const int minute = in.digits(2);
    in.skip(":");
    const int second = in.at_digit() ? in.digits(2) : 0;
    microseconds time = clock_time(in, hour, minute, second);
    if (in.skip(".,")) time += fraction(in);
    if (in.rest.size() > 1) in.skip(" ");
    return time - offset(in);
}

int month_number(Scanner& in) noexcept {
    constexpr std::array<std::string_view, 12> names{
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!same_letters(in.rest.substr(0, 3), names[i])) continue;
        in.rest.remove_prefix(3);
        return static_cast<int>(i) + 1;
    }
    return in.fail();
}

}  // namespace

std::optional<Instant> iso_instant(std::string_view text) noexcept {
    Scanner in{text};
    const int year = in.digits(4);
    const bool dashes = in.skip("-");
    const int month = in.digits(2);
    if (dashes && !in.skip("-")) return std::nullopt;
    const int day = in.digits(2);
    microseconds time{};
    if (!in.failed && !in.rest.empty()) {
        if (!in.skip("Tt ")) return std::nullopt;
        time = iso_time(in);
    } else if (!dashes) {
        return std::nullopt;  // eight bare digits are a number rather than a date
    }
    if (in.failed || !in.rest.empty()) return std::nullopt;
    return instant(year, month, day, time);
}

std::optional<Instant> http_date_instant(std::string_view text) noexcept {
    const std::size_t comma = text.find(", ");
    if (comma != 3) return std::nullopt;
    Scanner in{text.substr(comma + 2)};
    const int day = in.digits(2);
    in.skip(" -");
    const int month = month_number(in);
    in.skip(" -");
    const int year = in.digits(4);
    if (!in.skip(" ")) return std::nullopt;
    const int hour = in.digits(2);
    in.skip(":");
    const int minute = in.digits(2);
    in.skip(":");
    const int second = in.digits(2);
    microseconds time = clock_time(in, hour, minute, second);
    if (!in.skip(" ")) return std::nullopt;
    const bool utc = in.rest == "GMT" || in.rest == "UTC";
    if (!utc) {
        if (in.rest.empty()) return std::nullopt;
        time -= offset(in);
        if (!in.rest.empty()) return std::nullopt;
    }
    if (in.failed) return std::nullopt;
    return instant(year, month, day, time);
}

std::optional<Instant> epoch_instant(std::string_view text) noexcept {
    if (!is_number_text(text)) return std::nullopt;
    long long whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error != std::errc{}) return std::nullopt;
    Scanner in{text.substr(static_cast<std::size_t>(end - text.data()))};
    microseconds part = in.skip(".") ? fraction(in) : microseconds{};
    if (in.failed || !in.rest.empty()) return std::nullopt;
    if (text.starts_with('-')) part = -part;
    // Seconds up to the year 5138; each unit has a thousand times more.
    const double size = std::fabs(static_cast<double>(whole));
    if (size < 1e11) return Instant(std::chrono::seconds(whole) + part);
    if (size < 1e14) return Instant(std::chrono::milliseconds(whole) + part / 1000);
    if (size < 1e17) return Instant(microseconds(whole));
    return Instant(microseconds(whole / 1000));
}

std::optional<Instant> instant_of(std::string_view text) noexcept {
    text = trimmed(text);
    if (const auto iso = iso_instant(text)) return iso;
    if (const auto http = http_date_instant(text)) return http;
    return epoch_instant(text);
}

}  // namespace crossfade::text
