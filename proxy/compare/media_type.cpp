// See media_type.hpp.
#include "proxy/compare/media_type.hpp"

#include "proxy/compare/text.hpp"

#include <algorithm>

namespace crossfade::compare {

MediaType media_type_of(std::string_view content_type) {
    MediaType type;
    const auto parts = split_list(content_type, ';');
    if (parts.empty()) return type;
    type.name = lowered(parts[0]);
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::size_t equals = std::min(parts[i].find('='), parts[i].size());
        const std::string name = lowered(trimmed(parts[i].substr(0, equals)));
        const auto rest = parts[i].substr(std::min(equals + 1, parts[i].size()));
        const std::string_view value = unquoted(trimmed(rest));
        if (name == "charset") {
            type.charset = lowered(value);
        } else if (name != "boundary") {
            type.parameters[name] = value;
        }
    }
    if (type.charset == "utf8") type.charset = "utf-8";
    if (is_json(type) && type.charset == "utf-8") type.charset.clear();
    return type;
}

bool is_json(const MediaType& type) noexcept {
    return type.name == "application/json" || type.name == "text/json" ||
           type.name.ends_with("+json");
}

std::string_view family_of(const MediaType& type) noexcept {
    const std::string_view name = type.name;
    if (is_json(type)) return "json";
    if (name.find("html") != std::string_view::npos) return "html";
    if (name.ends_with("/xml") || name.ends_with("+xml")) return "xml";
    return name.empty() || name.starts_with("text/") ? "text" : "binary";
}

}  // namespace crossfade::compare
