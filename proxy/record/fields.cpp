// See fields.hpp.
#include "proxy/record/fields.hpp"

#include "proxy/text/text.hpp"

#include <algorithm>

namespace crossfade::record {
compare::HeaderList::iterator find_field(compare::HeaderList& headers,
                                         std::string_view lower_name) noexcept {
    return std::find_if(headers.begin(), headers.end(), [&](const auto& field) {
        return text::same_letters(field.first, lower_name);
    });
}

std::size_t count_fields(const compare::HeaderList& headers, std::string_view lower_name) noexcept {
    const auto count = std::count_if(headers.begin(), headers.end(), [&](const auto& field) {
        return text::same_letters(field.first, lower_name);
    });
    return static_cast<std::size_t>(count);
}

bool has_json_type(const compare::HeaderList& headers) noexcept {
    return std::any_of(headers.begin(), headers.end(), [](const auto& field) {
        if (!text::same_letters(field.first, "content-type")) return false;
        const std::string_view value = field.second;
        const std::string_view type = text::trimmed(value.substr(0, value.find(';')));
        constexpr std::string_view suffix = "+json";
        if (text::same_letters(type, "application/json")) return true;
        return type.size() > suffix.size() &&
               text::same_letters(type.substr(type.size() - suffix.size()), suffix);
    });
}

}  // namespace crossfade::record
