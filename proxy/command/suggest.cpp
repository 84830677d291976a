// See suggest.hpp. Values are judged by the short texts that findings carry.
#include "proxy/command/suggest.hpp"

#include "proxy/json/string.hpp"
#include "proxy/json/values.hpp"
#include "proxy/report/suggestion.hpp"
#include "proxy/report/text_format.hpp"
#include "proxy/text/format.hpp"
#include "proxy/text/timestamp.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace crossfade::command {
namespace {

using compare::Finding;
using compare::Kind;

/// The tolerances that are suggested at most: what is further apart is another value.
constexpr double longest_time = 3'600;
constexpr double largest_share = 0.001;

std::string plain(const std::string& text) {
    const auto unquoted = json::is_json(text) ? json::text_of_string(text) : std::nullopt;
    return unquoted.value_or(text);
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> all) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

Comparator of_numbers(const std::string& live, const std::string& shadow) {
    const auto left = number_of(live);
    const auto right = number_of(shadow);
    if (!left || !right) return {};
    const double apart = std::abs(*left - *right);
    if (apart > std::abs(*left) * largest_share) return {};
    return {"number", apart};
}

Comparator of_times(const std::string& live, const std::string& shadow) {
    using text::format_of;
    if (!text::is_time(format_of(live)) || !text::is_time(format_of(shadow))) return {};
    const auto left = text::instant_of(live);
    const auto right = text::instant_of(shadow);
    if (!left || !right) return {};
    const auto apart = std::abs(std::chrono::duration<double>(*left - *right).count());
    return apart <= longest_time ? Comparator{"timestamp", apart} : Comparator{};
}

Comparator of_values(const Finding& finding) {
    const auto live = plain(finding.live);
    const auto shadow = plain(finding.shadow);
    if (const auto times = of_times(live, shadow); !times.as.empty()) return times;
    const auto format = text::format_of(live);
    if (text::is_random(format) && text::same_format(live, shadow)) return {"class"};
    return finding.transition.starts_with("decimal scale") ? of_numbers(live, shadow)
                                                           : Comparator{};
}

/// Rounded up, so that what was seen is inside.
std::string tolerance_text(const Comparator& comparator) {
    if (comparator.tolerance <= 0) return {};
    if (comparator.as == "timestamp") {
        return ", tolerance: " + std::to_string(std::llround(std::ceil(comparator.tolerance))) +
               "s";
    }
    const double unit = std::pow(10, std::floor(std::log10(comparator.tolerance)));
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(),
                                   text.data() + text.size(),
                                   std::ceil(comparator.tolerance / unit) * unit,
                                   std::chars_format::general,
                                   6);
    return ", tolerance: " + std::string(text.data(), end.ptr);
}

}  // namespace

Comparator comparator_of(const Finding& finding) {
    const std::string_view change = finding.transition;
    if (finding.kind == Kind::order) return {"multiset"};
    if (is_one_of(change, {"case", "trim", "whitespace"})) return {"text"};
    if (is_one_of(change, {"null->missing", "empty->missing", "missing->null", "missing->empty"})) {
        return {"optional"};
    }
    return finding.kind == Kind::value ? of_values(finding) : Comparator{};
}

void Suggestions::note(Place& place, const Finding& finding, bool first) {
    const auto comparator = comparator_of(finding);
    if (first) {
        place.comparator.as = comparator.as;
        place.transition = finding.transition;
    }
    place.mixed = place.mixed || comparator.as.empty() || comparator.as != place.comparator.as;
    place.comparator.tolerance = std::max(place.comparator.tolerance, comparator.tolerance);
}

void Suggestions::add(const compare::Result& result) {
    if (result.verdict != compare::Verdict::mismatch) return;
    std::set<std::string_view> paths;
    for (const auto& finding : result.findings) paths.insert(finding.path);
    for (const auto& finding : result.findings) {
        const auto [place, first] = places_.try_emplace(finding.path);
        note(place->second, finding, first);
    }
    for (const auto path : paths) {
        auto& place = places_[std::string(path)];
        ++place.pairs;
        if (paths.size() > 1) ++place.elsewhere;
    }
}

std::string Suggestions::line(const std::string& path, const Place& place) {
    const auto* differ = place.pairs == 1 ? " pair differs" : " pairs differ";
    return "# " + report::grouped(place.pairs) + differ + " here (" +
           report::shown(place.transition, 60) + "), " + report::grouped(place.elsewhere) +
           " of them elsewhere too\n- {path: " + json::string(path) +
           ", as: " + std::string(place.comparator.as) + tolerance_text(place.comparator) +
           ", reason: \"\"}\n";
}

std::string Suggestions::yaml() const {
    std::vector<std::pair<std::uint64_t, std::string>> lines;
    for (const auto& [path, place] : places_) {
        const auto written = place.mixed ? std::nullopt : report::rule_path(path);
        if (written) lines.emplace_back(place.pairs - place.elsewhere, line(*written, place));
    }
    std::stable_sort(lines.begin(), lines.end(), [](const auto& left, const auto& right) {
        return left.first > right.first;
    });
    std::string out;
    for (const auto& [helped, text] : lines) out += text;
    return out.empty() ? "# nothing: no place differs in one harmless way alone\n" : out;
}

}  // namespace crossfade::command
