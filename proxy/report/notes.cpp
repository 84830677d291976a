// See notes.hpp.
#include "proxy/report/notes.hpp"

#include "proxy/report/text_format.hpp"
#include "proxy/report/words.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

constexpr std::size_t named_routes = 2;

std::string list_of(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += (out.empty() ? "" : ", ") + shown(text, 24);
    return out;
}

/// Most frequent first.
std::string methods_of(const Unmirrored& unmirrored) {
    std::vector<std::pair<std::string, std::uint64_t>> methods(unmirrored.requests.begin(),
                                                               unmirrored.requests.end());
    std::erase_if(methods, [](const auto& each) { return each.second == 0; });
    std::stable_sort(methods.begin(), methods.end(), [](const auto& a, const auto& b) {
        return a.second > b.second;
    });
    std::vector<std::string> names;
    for (const auto& [method, count] : methods) {
        names.push_back(method == "other" ? "other methods" : method);
    }
    return list_of(names);
}

std::string prints_of(const store::StoredConfiguration& configuration) {
    const std::string rules =
        configuration.rules.empty() ? "no rules" : "rules " + shown(configuration.rules, 20);
    return shown(configuration.mirrors, 20) + ", " + rules;
}

}  // namespace

std::string unmirrored_words(const std::vector<Unmirrored>& unmirrored) {
    std::string out = "Never mirrored: ";
    const std::size_t count = std::min(unmirrored.size(), named_routes);
    for (std::size_t index = 0; index < count; ++index) {
        const Unmirrored& each = unmirrored[index];
        out += (index == 0 ? "" : "; ") + methods_of(each) + " (" +
               counted(store::sum(each.requests), "live request") + " of route " +
               shown(each.route, 40) + ')';
    }
    if (unmirrored.size() > count) {
        out += "; and on " + counted(unmirrored.size() - count, "other route");
    }
    return out + '.';
}

std::string unmirrored_line(const Unmirrored& unmirrored) {
    std::string out = methods_of(unmirrored) + ": " +
                      counted(store::sum(unmirrored.requests), "live request") +
                      ", never mirrored; mirrors of route " + shown(unmirrored.route, 40);
    return unmirrored.methods.empty() ? out + " do not copy them"
                                      : out + " copy " + list_of(unmirrored.methods);
}

std::string lapsed_words(std::uint64_t matches) {
    return counted(matches, "pair") + (matches == 1 ? " matches" : " match") +
           " by a rule that no longer holds (expired or removed): not counted as clean.";
}

std::string configuration_words(const std::vector<store::StoredConfiguration>& configurations) {
    if (configurations.empty()) return {};
    const auto& now = configurations.back();
    std::string out = "Configuration " + prints_of(now) + ", since " + minute_of(now.since);
    const std::size_t earlier = configurations.size() - 1;
    if (earlier == 0) return out;
    out += "; it changed during the run: evidence from before was gathered under " +
           counted(earlier, "other configuration");
    return out + ", from " + minute_of(configurations.front().since) + " on";
}

}  // namespace crossfade::report
