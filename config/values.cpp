// See values.hpp. Nothing here uses a locale.
#include "config/values.hpp"

#include "config/text.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace crossfade::config {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

/// The leading digits as a number, and what follows them.
struct Leading {
    std::uint64_t number = 0;
    std::string_view rest;
};

std::optional<Leading> leading_number(std::string_view text) {
    if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
    Leading result;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), result.number);
    if (error != std::errc{}) return std::nullopt;
    result.rest = text.substr(static_cast<std::size_t>(end - text.data()));
    return result;
}

std::optional<std::uint64_t> with_unit(std::string_view text,
                                       std::span<const Unit> units,
                                       std::uint64_t limit) {
    const auto leading = leading_number(text);
    if (!leading) return std::nullopt;
    for (const Unit& unit : units) {
        if (unit.name != leading->rest) continue;
        if (leading->number > limit / unit.factor) return std::nullopt;
        return leading->number * unit.factor;
    }
    return std::nullopt;
}

bool is_plain_decimal(std::string_view text) {
    return !text.empty() && text.size() <= 32 && text.front() != '.' && text.back() != '.' &&
           text.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

std::optional<std::uint64_t> parse_whole(std::string_view text) {
    const auto leading = leading_number(text);
    if (!leading || !leading->rest.empty()) return std::nullopt;
    return leading->number;
}

std::optional<Milliseconds> parse_duration(std::string_view text) {
    constexpr std::array<Unit, 5> units{
        {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
    constexpr std::uint64_t ten_years = std::uint64_t{3'653} * 86'400'000;
    const auto value = with_unit(text, units, ten_years);
    if (!value) return std::nullopt;
    return Milliseconds{static_cast<Milliseconds::rep>(*value)};
}

std::optional<Milliseconds> parse_timeout(std::string_view text) {
    const auto value = parse_duration(text);
    return value && value->count() > 0 ? value : std::nullopt;
}

std::optional<std::chrono::hours> parse_hours(std::string_view text) {
    const auto value = parse_timeout(text);
    if (!value) return std::nullopt;
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(*value);
    if (hours != *value) return std::nullopt;
    return hours;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    constexpr std::array<Unit, 6> units{{{"", 1},
                                         {"B", 1},
                                         {"KiB", std::uint64_t{1} << 10U},
                                         {"MiB", std::uint64_t{1} << 20U},
                                         {"GiB", std::uint64_t{1} << 30U},
                                         {"TiB", std::uint64_t{1} << 40U}}};
    constexpr std::uint64_t pebibyte = std::uint64_t{1} << 50U;
    const auto value = with_unit(text, units, pebibyte);
    return value && *value > 0 ? value : std::nullopt;
}

std::optional<routing::Share> parse_share(std::string_view text) {
    constexpr std::uint64_t per_percent = routing::Share::whole / 100;
    if (!text.ends_with('%')) return std::nullopt;
    text.remove_suffix(1);
    const auto percent = leading_number(text);
    if (!percent || percent->number > 100) return std::nullopt;
    std::uint64_t parts = percent->number * per_percent;
    std::string_view decimals = percent->rest;
    if (!decimals.empty()) {
        if (decimals[0] != '.' || decimals.size() < 2 || decimals.size() > 5) return std::nullopt;
        decimals.remove_prefix(1);
        std::uint64_t scale = per_percent;
        for (const char digit : decimals) {
            if (digit < '0' || digit > '9') return std::nullopt;
            scale /= 10;
            parts += static_cast<std::uint64_t>(digit - '0') * scale;
        }
    }
    if (parts > routing::Share::whole) return std::nullopt;
    return routing::Share{static_cast<std::uint32_t>(parts)};
}

std::optional<double> parse_number(std::string_view text) {
    if (!is_plain_decimal(text)) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<double> parse_rate(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto number = parse_number(text.substr(0, slash));
    if (!number || *number <= 0 || *number > 1e9) return std::nullopt;
    const std::string_view unit = text.substr(slash + 1);
    if (unit == "s") return *number;
    if (unit == "m") return *number / 60;
    if (unit == "h") return *number / 3600;
    return std::nullopt;
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = parse_whole(text.substr(colon + 1));
    if (!port || *port > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    const bool has_colon = host.find(':') != std::string_view::npos;
    if (bracketed != has_colon || !is_host(host)) return std::nullopt;
    return Endpoint{std::string(host), static_cast<std::uint16_t>(*port)};
}

std::optional<Endpoint> parse_listen_address(std::string_view text) {
    auto endpoint = parse_endpoint(text);
    return endpoint && routing::parse_address(endpoint->host) ? endpoint : std::nullopt;
}

std::optional<std::string> parse_host_field(std::string_view text) {
    const bool bare = text.find(':') == std::string_view::npos && is_host(text);
    const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']' &&
                           routing::parse_address(text.substr(1, text.size() - 2));
    if (!bare && !bracketed && !parse_endpoint(text)) return std::nullopt;
    return std::string(text);
}

std::optional<std::string> parse_host_name(std::string_view text) {
    if (text.find(':') != std::string_view::npos || !is_host(text)) return std::nullopt;
    return std::string(text);
}

std::optional<std::string> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = parse_whole(text.substr(0, 4));
    const auto month = parse_whole(text.substr(5, 2));
    const auto day = parse_whole(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::string(text);
}

std::optional<std::string> parse_name(std::string_view text) {
    if (!is_name(text)) return std::nullopt;
    return std::string(text);
}

std::optional<std::string> parse_text(std::string_view text) {
    if (text.empty()) return std::nullopt;
    return std::string(text);
}

std::string share_text(std::uint64_t parts_per_million) {
    constexpr std::uint64_t per_percent = routing::Share::whole / 100;
    std::string text = std::to_string(parts_per_million / per_percent);
    std::string decimals = std::to_string(per_percent + parts_per_million % per_percent).substr(1);
    while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
    if (!decimals.empty()) text += '.' + decimals;
    return text + '%';
}

}  // namespace crossfade::config
