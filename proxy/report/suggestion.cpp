// See suggestion.hpp.
#include "proxy/report/suggestion.hpp"

#include "config/compare_path.hpp"
#include "proxy/json/string.hpp"
#include "proxy/record/time_text.hpp"

#include <algorithm>
#include <string_view>

namespace crossfade::report {
namespace {

std::string_view unquoted(std::string_view text) noexcept {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        text.remove_prefix(1);
        text.remove_suffix(1);
    }
    return text;
}

bool is_number(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string_view::npos &&
           text.find_first_of("0123456789") != std::string_view::npos;
}

template <typename Test>
bool all_values(const store::StoredFault& fault, Test test) {
    return !fault.values.empty() &&
           std::all_of(fault.values.begin(), fault.values.end(), [&](const auto& each) {
               return test(each.live) && test(each.shadow);
           });
}

std::string comparator_for(const store::StoredFault* fault) {
    if (fault == nullptr) return "class";
    if (fault->kind == "order") return "multiset";
    if (all_values(*fault, [](std::string_view value) {
            return record::parse_rfc3339(unquoted(value)).has_value();
        })) {
        return "timestamp, tolerance: 5s";
    }
    // Numbers that move by themselves say nothing by their value; how far apart they may be is for
    // somebody who knows what they count.
    if (all_values(*fault, [](std::string_view value) { return is_number(value); })) {
        return "ignore";
    }
    return "class";
}

}  // namespace

std::optional<std::string> rule_path(const std::string& path) {
    constexpr std::string_view root = "body";
    if (!path.starts_with(root)) return std::nullopt;
    const std::string rest = path.substr(root.size());
    if (!rest.empty() && rest.front() != '.' && rest.front() != '[') return std::nullopt;
    std::string rule = '$' + rest;
    // A name that is data: rules say "any member" there.
    constexpr std::string_view any_key = ".{key}";
    for (auto at = rule.find(any_key); at != std::string::npos; at = rule.find(any_key, at)) {
        rule.replace(at, any_key.size(), ".*");
    }
    if (!config::parse_compare_path(rule).good()) return std::nullopt;
    return rule;
}

std::optional<std::string> suggestion_for(const store::StoredRun& run, const NoiseReport& noise) {
    const auto path = rule_path(noise.path);
    if (!path) return std::nullopt;
    const store::StoredFault* fault = nullptr;
    for (const auto& each : run.faults) {
        if (each.endpoint == noise.endpoint && each.path == noise.path && fault == nullptr) {
            fault = &each;
        }
    }
    return "{path: " + json::string(*path) + ", as: " + comparator_for(fault) +
           ", reason: \"differs by itself\"}";
}

}  // namespace crossfade::report
