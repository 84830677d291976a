// See attributes.hpp.
#include "proxy/store/attributes.hpp"

#include "proxy/store/client_family.hpp"
#include "proxy/store/identifier.hpp"
#include "proxy/text/preview.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <array>

namespace crossfade::store {
namespace {

constexpr std::size_t longest_name = 40;
constexpr std::size_t longest_value = 40;
constexpr std::size_t most_parameters = 24;
constexpr std::size_t most_cookies = 16;

enum class As { value, presence, first_item, media_type, client, cookies };

struct Telling {
    std::string_view name;
    As as;
};
constexpr std::array<Telling, 26> telling{{{"accept", As::media_type},
                                           {"accept-encoding", As::value},
                                           {"accept-language", As::first_item},
                                           {"accept-version", As::value},
                                           {"api-version", As::value},
                                           {"authorization", As::presence},
                                           {"content-encoding", As::value},
                                           {"content-type", As::media_type},
                                           {"cookie", As::cookies},
                                           {"if-modified-since", As::presence},
                                           {"if-none-match", As::presence},
                                           {"origin", As::presence},
                                           {"range", As::presence},
                                           {"user-agent", As::client},
                                           {"x-api-key", As::presence},
                                           {"x-api-version", As::value},
                                           {"x-app-version", As::value},
                                           {"x-client", As::value},
                                           {"x-client-version", As::value},
                                           {"x-country", As::value},
                                           {"x-locale", As::value},
                                           {"x-platform", As::value},
                                           {"x-region", As::value},
                                           {"x-requested-with", As::value},
                                           {"x-tenant", As::value},
                                           {"x-tenant-id", As::value}}};

const Telling* telling_of(std::string_view name) {
    const auto found = std::find_if(telling.begin(), telling.end(), [&](const Telling& each) {
        return text::same_letters(each.name, name);
    });
    return found == telling.end() ? nullptr : &*found;
}

/// Nothing where values are as many as requests.
std::string_view telling_value(std::string_view value, bool digits_tell) {
    const bool small_number = digits_tell && value.size() <= 3;
    if (value.size() > longest_value || (is_identifier(value) && !small_number)) return {};
    return value;
}

struct Collected {
    std::vector<Attribute> attributes;

    void add(std::string name, std::string_view value) {
        attributes.push_back({std::move(name), text::preview(value)});
    }
    /// Presence, and the value where it is one of few.
    void add_value(const std::string& name, std::string_view value, bool digits_tell) {
        add(name, present);
        value = telling_value(value, digits_tell);
        if (!value.empty()) add(name, value);
    }
    void query(std::string_view path);
    void cookies(std::string_view field);
    void header(const Telling& header, std::string_view value);
};

void Collected::query(std::string_view path) {
    const auto begin = path.find('?');
    if (begin == std::string_view::npos) return;
    path = path.substr(begin + 1);
    path = path.substr(0, path.find('#'));
    for (std::size_t number = 0; number < most_parameters && !path.empty(); ++number) {
        const auto parameter = path.substr(0, path.find('&'));
        path.remove_prefix(std::min(parameter.size() + 1, path.size()));
        const auto equals = parameter.find('=');
        const auto name = parameter.substr(0, equals);
        if (name.empty() || name.size() > longest_name || is_identifier(name)) continue;
        const auto value =
            equals == std::string_view::npos ? std::string_view() : parameter.substr(equals + 1);
        add_value("query " + text::preview(name), value, true);
    }
}

void Collected::cookies(std::string_view field) {
    std::size_t number = 0;
    for (const auto cookie : text::split_list(field, ';')) {
        const auto name = cookie.substr(0, cookie.find('='));
        if (++number > most_cookies) return;
        if (name.empty() || name.size() > longest_name || is_identifier(name)) continue;
        if (name.size() == cookie.size()) continue;  // no pair: perhaps all of it was redacted
        add("cookie " + text::preview(name), present);
    }
}

void Collected::header(const Telling& header, std::string_view value) {
    const std::string name = "header " + std::string(header.name);
    switch (header.as) {
        case As::value:
            return add_value(name, value, true);
        case As::presence:
            return add(name, present);
        case As::first_item:
            value = value.substr(0, value.find_first_of(",;"));
            return add_value(name, text::lowered(text::trimmed(value)), false);
        case As::media_type:
            value = value.substr(0, value.find_first_of(",;"));
            return add_value(name, text::lowered(text::trimmed(value)), false);
        case As::client:
            return add("client", client_family(value));
        case As::cookies:
            return cookies(value);
    }
}

}  // namespace

bool tells_attributes(std::string_view header) { return telling_of(header) != nullptr; }

std::vector<Attribute> attributes_of(const compare::RecordedRequest& request, int live_status) {
    Collected collected;
    if (live_status != 0) collected.add("status", std::to_string(live_status));
    collected.query(request.path);
    for (const auto& [name, value] : request.headers) {
        if (const Telling* header = telling_of(name)) collected.header(*header, value);
    }
    auto& all = collected.attributes;
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return std::move(all);
}

std::optional<std::size_t> AttributeCounts::add(const Attribute& attribute, std::uint64_t count) {
    auto name = numbers_.find(attribute.name);
    if (name == numbers_.end()) {
        if (numbers_.size() == max_names) return std::nullopt;
        name = numbers_.emplace(attribute.name, std::map<std::string, std::size_t>()).first;
    }
    auto& values = name->second;
    auto value = values.find(attribute.value);
    if (value == values.end()) {
        const std::size_t bound = max_values + (values.contains(std::string(present)) ? 1 : 0);
        if (values.size() >= bound && attribute.value != present) return std::nullopt;
        value = values.emplace(attribute.value, counts_.size()).first;
        counts_.push_back(0);
    }
    counts_[value->second] += count;
    return value->second;
}

}  // namespace crossfade::store
