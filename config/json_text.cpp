// See json_text.hpp.
#include "config/json_text.hpp"

#include "config/text.hpp"

namespace crossfade::config {
namespace {

std::size_t skip_digits(std::string_view text, std::size_t from) {
    while (from < text.size() && text[from] >= '0' && text[from] <= '9') ++from;
    return from;
}

/// RFC 8259 section 6.
bool is_json_number(std::string_view text) {
    std::size_t at = text.starts_with('-') ? 1 : 0;
    std::size_t end = skip_digits(text, at);
    if (end == at || (text[at] == '0' && end > at + 1)) return false;
    at = end;
    if (at < text.size() && text[at] == '.') {
        end = skip_digits(text, at + 1);
        if (end == at + 1) return false;
        at = end;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        end = skip_digits(text, at);
        if (end == at) return false;
        at = end;
    }
    return at == text.size();
}

}  // namespace

bool is_json_pointer(std::string_view text) noexcept {
    if (!text.starts_with('/')) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '~') continue;
        if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return false;
    }
    return true;
}

std::optional<std::string> json_text(const RawNode& node) {
    if (node.kind == RawNode::Kind::null) return "null";
    if (node.kind != RawNode::Kind::scalar) return std::nullopt;
    if (valid_utf8_prefix(node.text) != node.text.size()) return std::nullopt;
    const bool literal = !node.quoted && !node.expanded &&
                         (node.text == "true" || node.text == "false" || is_json_number(node.text));
    return literal ? node.text : json_string(node.text);
}

std::string json_string(std::string_view text) {
    constexpr std::string_view hexadecimal = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (byte < 0x20) {
            result += "\\u00";
            result += hexadecimal[byte >> 4U];
            result += hexadecimal[byte & 0xFU];
        } else {
            result += c;
        }
    }
    return result + '"';
}

}  // namespace crossfade::config
