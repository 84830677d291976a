// Look-ups in lists of fields and in lists within a field.
#include "proxy/http/head.hpp"

#include <algorithm>

namespace crossfade::http {

void FieldList::remove(std::string_view name) {
    std::size_t kept = 0;
    present_ = repeated_ = 0;
    for (std::size_t index = 0; index < fields_.size(); ++index) {
        if (same_but_for_marks(fields_[index].name, name)) continue;
        fields_[kept] = fields_[index];
        names_[kept] = names_[index];
        note(names_[kept]);
        ++kept;
    }
    fields_.resize(kept);
    names_.resize(kept);
}

std::optional<std::string_view> FieldList::find(FieldName id) const noexcept {
    if (!has(id)) return std::nullopt;
    const auto found = std::find(names_.begin(), names_.end(), id);
    if (found == names_.end()) return std::nullopt;
    return fields_[static_cast<std::size_t>(found - names_.begin())].value;
}

bool lists_token(std::string_view list, std::string_view token) noexcept {
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        auto element = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        const auto from = element.find_first_not_of(" \t");
        if (from == std::string_view::npos) continue;
        element = element.substr(from, element.find_last_not_of(" \t") - from + 1);
        if (routing::same_name(element, token)) return true;
    }
    return false;
}

bool connection_lists(const FieldList& fields, std::string_view token) noexcept {
    if (!fields.has(FieldName::connection)) return false;
    for (std::size_t index = 0; index < fields.size(); ++index) {
        if (fields.id(index) == FieldName::connection && lists_token(fields[index].value, token)) {
            return true;
        }
    }
    return false;
}

}  // namespace crossfade::http
