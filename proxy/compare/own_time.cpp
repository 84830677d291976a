// See own_time.hpp.
#include "proxy/compare/own_time.hpp"

#include "proxy/compare/headers.hpp"
#include "proxy/text/format.hpp"

#include <algorithm>

namespace crossfade::compare {
namespace {

using std::chrono::microseconds;

std::optional<text::Instant> moment_of(const RecordedResponse& response, const Pair& pair) {
    const auto dates = values_of(response.headers, "date");
    if (dates.size() == 1) {
        if (const auto date = text::http_date_instant(dates[0])) return date;
    }
    if (pair.time == decltype(pair.time){}) return std::nullopt;
    return std::chrono::time_point_cast<microseconds>(pair.time);
}

microseconds size_of(microseconds span) noexcept { return span < microseconds{} ? -span : span; }

/// Digits of seconds, or of thousandths, millionths or billionths of them, around our days.
bool may_be_epoch(std::string_view text) noexcept {
    const std::size_t digits = text.size();
    return (digits == 10 || digits == 13 || digits == 16 || digits == 19) &&
           (text[0] == '1' || text[0] == '2');
}

}  // namespace

Moments moments_of(const Pair& pair) {
    return {moment_of(pair.live, pair), moment_of(pair.shadow, pair)};
}

bool are_apart(const Moments& moments) noexcept {
    constexpr microseconds together = std::chrono::minutes(1);
    if (!moments.live || !moments.shadow) return false;
    return size_of(*moments.live - *moments.shadow) > together;
}

bool are_together(const Moments& moments) noexcept {
    return moments.live && moments.shadow && !are_apart(moments);
}

std::optional<Times> times_of(std::string_view live, std::string_view shadow) {
    const text::Format format = text::format_of(live);
    std::optional<text::Instant> a;
    std::optional<text::Instant> b;
    // A day is a matter of business: nobody is born or due because a response was made.
    if (text::is_time(format) && format != text::Format::iso_date &&
        text::same_format(live, shadow)) {
        a = text::instant_of(live);
        b = text::instant_of(shadow);
    } else if (format == text::Format::integer &&
               text::format_of(shadow) == text::Format::integer && live.size() == shadow.size() &&
               may_be_epoch(live) && may_be_epoch(shadow)) {
        a = text::epoch_instant(live);
        b = text::epoch_instant(shadow);
    }
    if (!a || !b) return std::nullopt;
    return Times{*a, *b};
}

bool beside_response(const Times& times, const Moments& moments) {
    if (!moments.live || !moments.shadow) return false;
    constexpr microseconds beside = std::chrono::minutes(5);
    constexpr microseconds together = std::chrono::minutes(1);
    const microseconds live = times.live - *moments.live;
    const microseconds shadow = times.shadow - *moments.shadow;
    return size_of(live) <= beside && size_of(shadow) <= beside &&
           (!are_together(moments) || size_of(live - shadow) <= together);
}

bool same_age(const Times& times, const Moments& moments) {
    if (!moments.live || !moments.shadow) return false;
    constexpr microseconds room = std::chrono::minutes(10);
    // What was made at once is as old on both sides.
    const int share = are_together(moments) ? 0 : 10;
    const microseconds live = times.live - *moments.live;
    const microseconds shadow = times.shadow - *moments.shadow;
    const microseconds larger = std::max(size_of(live), size_of(shadow));
    return size_of(live - shadow) <= (share == 0 ? room : std::max(room, larger / share));
}

}  // namespace crossfade::compare
