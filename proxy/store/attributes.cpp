// See attributes.hpp.
#include "proxy/store/attributes.hpp"

#include "proxy/store/client_family.hpp"
#include "proxy/store/identifier.hpp"
#include "proxy/text/preview.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace crossfade::store {
namespace {

constexpr std::size_t longest_name = 40;
constexpr std::size_t longest_value = 40;
constexpr std::size_t most_parameters = 24;
constexpr std::size_t most_cookies = 16;

using As = Telling::As;

// By name, but for what sorts before all headers: clients, then cookies.
constexpr std::array<Telling, Telling::ranks> telling{{{"accept", As::media_type, 2},
                                                       {"accept-encoding", As::value, 3},
                                                       {"accept-language", As::first_item, 4},
                                                       {"accept-version", As::value, 5},
                                                       {"api-version", As::value, 6},
                                                       {"authorization", As::presence, 7},
                                                       {"content-encoding", As::value, 8},
                                                       {"content-type", As::media_type, 9},
                                                       {"cookie", As::cookies, 1},
                                                       {"if-modified-since", As::presence, 10},
                                                       {"if-none-match", As::presence, 11},
                                                       {"origin", As::presence, 12},
                                                       {"range", As::presence, 13},
                                                       {"user-agent", As::client, 0},
                                                       {"x-api-key", As::presence, 14},
                                                       {"x-api-version", As::value, 15},
                                                       {"x-app-version", As::value, 16},
                                                       {"x-client", As::value, 17},
                                                       {"x-client-version", As::value, 18},
                                                       {"x-country", As::value, 19},
                                                       {"x-locale", As::value, 20},
                                                       {"x-platform", As::value, 21},
                                                       {"x-region", As::value, 22},
                                                       {"x-requested-with", As::value, 23},
                                                       {"x-tenant", As::value, 24},
                                                       {"x-tenant-id", As::value, 25}}};

constexpr std::size_t longest_header = 17;

/// By length, as bits: of most lengths there are none or few.
constexpr auto telling_by_length = [] {
    std::array<std::uint32_t, longest_header + 1> by_length{};
    for (std::size_t index = 0; index < telling.size(); ++index) {
        by_length.at(telling[index].name.size()) |= std::uint32_t{1} << index;
    }
    return by_length;
}();

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
    [[nodiscard]] std::vector<Attribute> sorted() {
        std::sort(attributes.begin(), attributes.end());
        attributes.erase(std::unique(attributes.begin(), attributes.end()), attributes.end());
        return std::move(attributes);
    }
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

const Telling* telling_of(std::string_view header) noexcept {
    if (header.size() > longest_header) return nullptr;
    for (std::uint32_t left = telling_by_length[header.size()]; left != 0; left &= left - 1) {
        const Telling& each = telling[static_cast<std::size_t>(std::countr_zero(left))];
        if (text::same_letters(each.name, header)) return &each;
    }
    return nullptr;
}

std::vector<Attribute> attributes_of_field(const Telling& header, std::string_view value) {
    Collected collected;
    collected.header(header, value);
    return collected.sorted();
}

std::vector<Attribute> attributes_of_query(std::string_view target) {
    Collected collected;
    collected.query(target);
    return collected.sorted();
}

Attribute attribute_of_status(int status) { return {"status", std::to_string(status)}; }

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

void AttributeCounts::add(const Told& told, std::vector<std::size_t>* numbers) {
    const auto count = [&](const std::vector<std::size_t>& own) {
        for (const std::size_t number : own) ++counts_[number];
        if (numbers) numbers->insert(numbers->end(), own.begin(), own.end());
    };
    const auto known = known_.find(told.number);
    if (known != known_.end()) return count(known->second);
    std::vector<std::size_t> own;
    for (const auto& attribute : told.attributes) {
        if (const auto number = add(attribute, 0)) own.push_back(*number);
    }
    count(own);
    if (told.number == 0) return;
    if (known_.size() >= max_known) known_.clear();
    known_.emplace(told.number, std::move(own));
}

}  // namespace crossfade::store
