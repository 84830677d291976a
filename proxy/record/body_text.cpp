// See body_text.hpp.
#include "proxy/record/body_text.hpp"

#include "proxy/json/string.hpp"
#include "proxy/json/utf8.hpp"
#include "proxy/json/values.hpp"
#include "proxy/record/base64.hpp"

#include <algorithm>

namespace crossfade::record {
namespace {

// A body sits a few levels deep in its record, which is read with the limit of json::max_depth.
constexpr std::size_t max_body_depth = json::max_depth - 8;

bool is_text(std::string_view body) noexcept {
    const bool control = std::any_of(body.begin(), body.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte == 0x7F;
    });
    return !control && json::is_utf8(body);
}

/// The value of {"base64": ...}; nothing if `value` is anything else.
std::optional<std::string_view> base64_member(std::string_view value) {
    const auto members = json::members_of(value, 1);
    if (!members || members->size() != 1 || members->front().name != "base64") return std::nullopt;
    return members->front().value;
}

/// The JSON that may stand for the body as it is; nothing if it would not read back as the same.
std::optional<std::string> embeddable(std::string_view body, bool json_type, bool whole) {
    if (!json::is_json(body, max_body_depth)) return std::nullopt;
    const json::Type type = json::type_of(body);
    if (type == json::Type::string || type == json::Type::null) return std::nullopt;
    if (type == json::Type::object && base64_member(body)) return std::nullopt;
    std::string compact = json::without_white_space(body);
    const bool spaces_matter = !json_type || !whole;
    if (spaces_matter && compact.size() != body.size()) return std::nullopt;
    return compact;
}

void append_base64(std::string& out, std::string_view bytes) {
    out += R"({"base64":")";
    out += to_base64(bytes);
    out += "\"}";
}

}  // namespace

void append_body(std::string& out, std::string_view body, bool json_type, bool whole) {
    if (body.empty()) {
        out += "null";
    } else if (const auto json = embeddable(body, json_type, whole)) {
        out += *json;
    } else if (is_text(body)) {
        json::append_string(out, body);
    } else {
        append_base64(out, body);
    }
}

void append_bytes(std::string& out, std::string_view bytes) {
    if (json::is_utf8(bytes)) {
        json::append_string(out, bytes);
    } else {
        append_base64(out, bytes);
    }
}

std::optional<std::string> bytes_of(std::string_view value) {
    const json::Type type = json::type_of(value);
    if (type == json::Type::null) return std::string{};
    if (type == json::Type::string) return json::text_of_string(value);
    if (type != json::Type::object) return std::string(value);
    const auto base64 = base64_member(value);
    if (!base64) return std::string(value);
    if (json::type_of(*base64) != json::Type::string) return std::nullopt;
    const auto text = json::text_of_string(*base64);
    return text ? from_base64(*text) : std::nullopt;
}

}  // namespace crossfade::record
