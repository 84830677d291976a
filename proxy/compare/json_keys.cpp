// See json_keys.hpp.
#include "proxy/compare/json_keys.hpp"

#include "proxy/text/decimal.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace crossfade::compare {
namespace {

constexpr std::array<std::string_view, 14> likely_keys{"id",
                                                       "_id",
                                                       "uuid",
                                                       "guid",
                                                       "key",
                                                       "sku",
                                                       "code",
                                                       "slug",
                                                       "name",
                                                       "number",
                                                       "email",
                                                       "url",
                                                       "href",
                                                       "node_id"};

/// Sorted; nothing if an element has none, or two have the same.
std::optional<std::vector<std::string>> keys_of(const JsonElements& elements, std::string_view by) {
    std::vector<std::string> keys;
    keys.reserve(elements.nodes.size());
    for (const auto node : elements.nodes) {
        keys.push_back(key_of(elements.document, node, by));
        if (keys.back().empty()) return std::nullopt;
    }
    std::sort(keys.begin(), keys.end());
    if (std::adjacent_find(keys.begin(), keys.end()) != keys.end()) return std::nullopt;
    return keys;
}

std::size_t common(const std::vector<std::string>& one, const std::vector<std::string>& other) {
    std::size_t count = 0;
    auto at = other.begin();
    for (const auto& key : one) {
        while (at != other.end() && *at < key) ++at;
        if (at != other.end() && *at == key) ++count;
    }
    return count;
}

}  // namespace

std::string key_of(const JsonDocument& document, JsonDocument::Node element, std::string_view by) {
    if (document.type(element) != JsonType::object) return {};
    for (auto member = element + 1; member < document.after(element);
         member = document.after(member)) {
        if (document.name(member) != by) continue;
        const std::string_view text = document.text(member);
        if (document.type(member) == JsonType::boolean) {
            return document.boolean(member) ? "true" : "false";
        }
        if (!text::is_number_text(text)) return std::string(text);
        const text::Decimal value = text::decimal_of(text);
        return (value.negative ? "-" : "") + value.digits + "e" + std::to_string(value.exponent);
    }
    return {};
}

std::optional<std::string_view> guessed_key(const JsonElements& one, const JsonElements& other) {
    if (one.nodes.empty() || other.nodes.empty()) return std::nullopt;
    for (const std::string_view name : likely_keys) {
        const auto keys = keys_of(one, name);
        const auto others = keys ? keys_of(other, name) : std::nullopt;
        if (!others) continue;
        if (common(*keys, *others) * 2 >= std::min(keys->size(), others->size())) return name;
    }
    return std::nullopt;
}

}  // namespace crossfade::compare
