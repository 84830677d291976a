// See freshness.hpp.
#include "proxy/compare/freshness.hpp"

#include "proxy/compare/headers.hpp"
#include "proxy/compare/own_time.hpp"
#include "proxy/text/header_items.hpp"
#include "proxy/text/timestamp.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace crossfade::compare {
namespace {

using std::chrono::seconds;

bool says_cache_control(const RecordedResponse& response) {
    const auto directives = text::directives_of(values_of(response.headers, "cache-control"));
    return std::any_of(directives.begin(), directives.end(), [](const std::string& directive) {
        return directive.starts_with("max-age") || directive.starts_with("s-maxage") ||
               directive.starts_with("no-store") || directive.starts_with("no-cache");
    });
}

/// From when the response was made; zero if it is over, or no date, such as "0". Where nobody knows
/// when that was, anything since there is HTTP is later.
seconds lifetime_of(const RecordedResponse& response, std::optional<text::Instant> made) {
    const auto values = values_of(response.headers, "expires");
    const auto until = values.empty() ? std::nullopt : text::http_date_instant(values.front());
    const text::Instant from = made.value_or(text::Instant(std::chrono::hours(24 * 365 * 25)));
    if (!until || *until <= from) return seconds(0);
    return std::chrono::ceil<seconds>(*until - from);
}

}  // namespace

std::string change_of_freshness(const Pair& pair) {
    if (says_cache_control(pair.live) || says_cache_control(pair.shadow)) return {};
    const Moments moments = moments_of(pair);
    const seconds live = lifetime_of(pair.live, moments.live);
    const seconds shadow = lifetime_of(pair.shadow, moments.shadow);
    if (live.count() == 0 || shadow.count() == 0) {
        if (live == shadow) return {};
        return live.count() == 0 ? "expired->fresh" : "fresh->expired";
    }
    const bool known = moments.live && moments.shadow;
    return known && std::max(live, shadow) >= 10 * std::min(live, shadow) ? "lifetime" : "";
}

}  // namespace crossfade::compare
