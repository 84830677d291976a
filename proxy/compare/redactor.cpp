// See redactor.hpp.
#include "proxy/compare/redactor.hpp"

#include "proxy/compare/hex.hpp"
#include "proxy/compare/json_text.hpp"
#include "proxy/compare/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace crossfade::compare {
namespace {

constexpr std::array<std::string_view, 10> credential_parameters{"access_token",
                                                                 "api_key",
                                                                 "apikey",
                                                                 "code",
                                                                 "password",
                                                                 "secret",
                                                                 "session",
                                                                 "sig",
                                                                 "signature",
                                                                 "token"};

std::optional<char> hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return static_cast<char>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<char>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<char>(c - 'A' + 10);
    return std::nullopt;
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool coded = text[i] == '%' && i + 2 < text.size();
        const auto high = coded ? hex_digit(text[i + 1]) : std::nullopt;
        const auto low = coded ? hex_digit(text[i + 2]) : std::nullopt;
        if (!high || !low) {
            out += text[i];
            continue;
        }
        out += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    return out;
}

bool carries_credential(std::string_view name) {
    const std::string decoded = lowered(percent_decoded(name));
    return std::find(credential_parameters.begin(), credential_parameters.end(), decoded) !=
           credential_parameters.end();
}

}  // namespace

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
        if (text.starts_with('=') && carries_credential(name)) {
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
        append_quoted(out, token(json_text(document, node)));
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
        append_quoted(out, document.name(child));
        out += ':';
        append(out, document, child, paths, paths.member(place, document.name(child)));
    }
    out += type == JsonType::array ? ']' : '}';
}

}  // namespace crossfade::compare
