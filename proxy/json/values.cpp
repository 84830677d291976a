// See values.hpp.
#include "proxy/json/values.hpp"

#include "proxy/json/string.hpp"

#include <charconv>
#include <unordered_set>
#include <utility>

namespace crossfade::json {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && is_white_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_white_space(text.back())) text.remove_suffix(1);
    return text;
}

}  // namespace

bool is_json(std::string_view text, std::size_t depth) noexcept {
    Scanner scanner(text);
    if (!scanner.value(depth)) return false;
    scanner.skip_white_space();
    return scanner.at_end();
}

Type type_of(std::string_view value) noexcept {
    switch (Scanner scanner(value); scanner.skip_white_space(), scanner.here()) {
        case '{':
            return Type::object;
        case '[':
            return Type::array;
        case '"':
            return Type::string;
        case 't':
        case 'f':
            return Type::boolean;
        case 'n':
            return Type::null;
        default:
            return Type::number;
    }
}

std::string without_white_space(std::string_view value) {
    std::string out;
    out.reserve(value.size());
    bool in_string = false;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        if (!in_string && is_white_space(c)) continue;
        out += c;
        if (c == '"') in_string = !in_string;
        if (c == '\\' && at + 1 < value.size()) out += value[++at];
    }
    return out;
}

std::optional<std::uint64_t> whole_number_of(std::string_view value) noexcept {
    value = trimmed(value);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || number < 0) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(number);
}

std::optional<std::vector<Member>> members_of(std::string_view value, std::size_t limit) {
    Scanner scanner(value);
    scanner.skip_white_space();
    if (!scanner.take('{')) return std::nullopt;
    std::vector<Member> members;
    std::unordered_set<std::string> seen;
    scanner.skip_white_space();
    if (scanner.take('}')) return members;
    do {
        auto name = text_of_string(scanner.take_value());
        scanner.skip_white_space();
        if (!name || !scanner.take(':') || members.size() == limit) return std::nullopt;
        if (!seen.insert(*name).second) return std::nullopt;
        members.push_back({std::move(*name), scanner.take_value()});
        scanner.skip_white_space();
    } while (scanner.take(','));
    return members;
}

std::optional<std::vector<std::string_view>> elements_of(std::string_view value,
                                                         std::size_t limit) {
    Scanner scanner(value);
    scanner.skip_white_space();
    if (!scanner.take('[')) return std::nullopt;
    std::vector<std::string_view> elements;
    scanner.skip_white_space();
    if (scanner.take(']')) return elements;
    do {
        if (elements.size() == limit) return std::nullopt;
        elements.push_back(scanner.take_value());
        scanner.skip_white_space();
    } while (scanner.take(','));
    return elements;
}

}  // namespace crossfade::json
