// See fields.hpp.
#include "config/fields.hpp"

#include "config/text.hpp"

#include <algorithm>
#include <array>

namespace crossfade::config {

bool is_token(std::string_view text) noexcept {
    static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view text) noexcept {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
    });
}

std::optional<std::string_view> why_reserved(std::string_view name) {
    // RFC 9110 section 7.6.1 and RFC 9112 section 6.
    constexpr std::array<std::string_view, 9> reserved{"connection",
                                                       "content-length",
                                                       "keep-alive",
                                                       "proxy-connection",
                                                       "te",
                                                       "trailer",
                                                       "transfer-encoding",
                                                       "upgrade",
                                                       "host"};
    const std::string wanted = lower(name);
    if (std::find(reserved.begin(), reserved.end(), wanted) == reserved.end()) return std::nullopt;
    if (wanted == "host") {
        return "use 'rewrite.host' of a mirror, or 'host' of a backend, for the Host field";
    }
    return "the proxy itself writes this field for each connection and body";
}

std::optional<std::string> parse_field_name(std::string_view text) {
    if (!is_token(text)) return std::nullopt;
    return std::string(text);
}

std::optional<std::string> parse_method(std::string_view text) {
    constexpr std::array<std::string_view, 9> standard{
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT"};
    if (!is_token(text)) return std::nullopt;
    // `get` is a legal token that no client ever sends.
    for (const std::string_view method : standard) {
        if (text != method && lower(text) == lower(method)) return std::nullopt;
    }
    return std::string(text);
}

}  // namespace crossfade::config
