// See form.hpp.
#include "proxy/body/form.hpp"

#include "proxy/json/string.hpp"

#include <algorithm>

namespace crossfade::body {
namespace {

int digit_of(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string form_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && text.size() - i > 2 && digit_of(text[i + 1]) >= 0 &&
                            digit_of(text[i + 2]) >= 0;
        if (escape) {
            out += static_cast<char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

Reading read_form(std::string_view text) {
    Reading reading;
    reading.status = Reading::Status::good;
    reading.json = "{";
    while (!text.empty()) {
        const std::string_view field = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(field.size() + 1, text.size()));
        if (field.empty()) continue;
        const std::size_t equals = std::min(field.find('='), field.size());
        if (reading.json.size() > 1) reading.json += ',';
        json::append_string(reading.json, form_decoded(field.substr(0, equals)));
        reading.json += ':';
        json::append_string(reading.json,
                            form_decoded(field.substr(std::min(equals + 1, field.size()))));
    }
    reading.json += '}';
    return reading;
}

}  // namespace crossfade::body
