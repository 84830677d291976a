// See header_items.hpp.
#include "proxy/text/header_items.hpp"

#include "proxy/text/text.hpp"

#include <algorithm>

namespace crossfade::text {
namespace {

/// "name=value" with the name in lower case and the value without quotes.
std::string parameter(std::string_view item) {
    const std::size_t equals = std::min(item.find('='), item.size());
    std::string text = lowered(trimmed(item.substr(0, equals)));
    if (equals == item.size()) return text;
    return text.append("=").append(unquoted(trimmed(item.substr(equals + 1))));
}

}  // namespace

std::set<std::string> items_of(const HeaderValues& values, bool in_lower_case) {
    std::set<std::string> items;
    for (const std::string_view value : values) {
        for (const std::string_view item : split_list(value)) {
            items.insert(in_lower_case ? lowered(item) : std::string(item));
        }
    }
    return items;
}

std::set<std::string> directives_of(const HeaderValues& values) {
    std::set<std::string> directives;
    for (const std::string_view value : values) {
        for (const std::string_view item : split_list(value)) directives.insert(parameter(item));
    }
    return directives;
}

std::multimap<std::string, std::string> links_of(const HeaderValues& values) {
    std::multimap<std::string, std::string> links;
    for (const std::string_view value : values) {
        for (const std::string_view item : split_list(value)) {
            const auto parts = split_list(item, ';');
            if (parts.empty()) continue;
            std::set<std::string> parameters;
            for (std::size_t i = 1; i < parts.size(); ++i) parameters.insert(parameter(parts[i]));
            std::string relation;
            for (const std::string& each : parameters) relation += each + ";";
            std::string_view url = parts[0];
            if (url.starts_with('<') && url.ends_with('>')) url = url.substr(1, url.size() - 2);
            links.emplace(std::move(relation), std::string(url));
        }
    }
    return links;
}

}  // namespace crossfade::text
