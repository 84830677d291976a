// Shares as text and back, in whole parts per million.
#include "routing/percent.hpp"

namespace crossfade::routing {

std::string to_percent(Share share) {
    auto digits = std::to_string(share.parts_per_million);
    if (digits.size() < 5) digits.insert(0, 5 - digits.size(), '0');
    auto fraction = digits.substr(digits.size() - 4);
    while (fraction.ends_with('0')) fraction.pop_back();
    auto text = digits.substr(0, digits.size() - 4);
    if (!fraction.empty()) text.append(".").append(fraction);
    return text.append("%");
}

std::optional<Share> parse_percent(std::string_view text) noexcept {
    constexpr int fraction_digits = 4;
    if (!text.ends_with('%')) return std::nullopt;
    text.remove_suffix(1);
    std::uint64_t parts = 0;
    int after_point = -1;  // digits seen since the point; -1: no point yet
    bool digits = false;
    for (const char c : text) {
        if (c == '.' && after_point < 0 && digits) {
            after_point = 0;
            continue;
        }
        if (c < '0' || c > '9' || after_point == fraction_digits) return std::nullopt;
        if (after_point >= 0) ++after_point;
        digits = true;
        parts = parts * 10 + static_cast<std::uint64_t>(c - '0');
        if (parts > std::uint64_t{Share::whole} * 10) return std::nullopt;
    }
    if (!digits || after_point == 0) return std::nullopt;
    for (int place = after_point < 0 ? 0 : after_point; place < fraction_digits; ++place) {
        parts *= 10;
    }
    if (parts > Share::whole) return std::nullopt;
    return Share{static_cast<std::uint32_t>(parts)};
}

}  // namespace crossfade::routing
