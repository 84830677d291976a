// See redactor.hpp.
#include "proxy/compare/redactor.hpp"

#include "proxy/compare/hex.hpp"
#include "proxy/compare/json_text.hpp"
#include "proxy/compare/text.hpp"
#include "proxy/json/string.hpp"
#include "routing/secret_parameter.hpp"

#include <algorithm>

namespace crossfade::compare {

std::string Redactor::token(std::string_view text) const { return "redacted:" + hex(hash_(text)); }

std::string Redactor::without_credentials(std::string_view url) const {
    const std::size_t start = url.find_first_of("?#");
    if (start == std::string_view::npos) return std::string(url);
    std::string out(url.substr(0, start + 1));
    return out + parameters(url.substr(start + 1), "&#");
}

std::string Redactor::links_without_credentials(std::string_view field) const {
    return parameters(field, "&#>\"");
}

std::string Redactor::form_without_credentials(std::string_view form) const {
    return parameters(form, "&");
}

std::string Redactor::parameters(std::string_view text, std::string_view value_ends) const {
    constexpr std::string_view name_begins_behind = "?&#;";
    std::string out;
    while (!text.empty()) {
        const std::size_t name_end = std::min(text.find_first_of("=?&#;"), text.size());
        const std::string_view name = text.substr(0, name_end);
        out += name;
        text.remove_prefix(name_end);
        if (text.starts_with('=') && routing::names_secret(name)) {
            const std::size_t end = std::min(text.find_first_of(value_ends), text.size());
            out.append("=").append(end > 1 ? token(text.substr(1, end - 1)) : "");
            text.remove_prefix(end);
        }
        const std::size_t delimiter = text.find_first_of(name_begins_behind);
        const std::size_t next = std::min(delimiter, text.size());
        const std::size_t used = std::min(next + 1, text.size());
        out += text.substr(0, used);
        text.remove_prefix(used);
    }
    return out;
}

std::string Redactor::set_cookie(std::string_view field) const {
    const std::size_t end = std::min(field.find(';'), field.size());
    const std::string_view pair = field.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return token(pair).append(field.substr(end));
    const std::string_view value = trimmed(pair.substr(equals + 1));
    std::string out(field.substr(0, equals + 1));
    if (!value.empty()) out += token(value);
    return out.append(field.substr(end));
}

std::string Redactor::json(const JsonDocument& document, const PathTrie& paths) const {
    std::string out;
    append(out, document, 0, paths, paths.root());
    return out;
}

void Redactor::append(std::string& out,
                      const JsonDocument& document,
                      JsonDocument::Node node,
                      const PathTrie& paths,
                      const PathTrie::Place& place) const {
    const JsonType type = document.type(node);
    if (paths.ends(place)) {
        json::append_string(out, token(json_text(document, node)));
        return;
    }
    if (type != JsonType::array && type != JsonType::object) {
        out += scalar_text(document, node);
        return;
    }
    out += type == JsonType::array ? '[' : '{';
    for (auto child = node + 1; child < document.after(node); child = document.after(child)) {
        if (child != node + 1) out += ',';
        if (type == JsonType::array) {
            append(out, document, child, paths, paths.element(place));
            continue;
        }
        json::append_string(out, document.name(child));
        out += ':';
        append(out, document, child, paths, paths.member(place, document.name(child)));
    }
    out += type == JsonType::array ? ']' : '}';
}

}  // namespace crossfade::compare
