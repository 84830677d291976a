// See json_class.hpp.
#include "proxy/compare/json_class.hpp"

#include "proxy/text/decimal.hpp"
#include "proxy/text/string_class.hpp"
#include "proxy/text/timestamp.hpp"

namespace crossfade::compare {
namespace {

std::string type_name(JsonValue value) {
    switch (value.type()) {
        case JsonType::null:
            return "null";
        case JsonType::boolean:
            return "bool";
        case JsonType::number:
            return text::is_integer_text(value.text()) ? "int" : "decimal";
        case JsonType::string:
            return "string";
        case JsonType::array:
            return "array";
        case JsonType::object:
            return "object";
    }
    return {};
}

// Beside null it matters whether the other one is empty: serialisers differ in just that.
std::string name_beside(JsonValue value, JsonValue other) {
    const bool tell = other.type() == JsonType::null && value.is_empty();
    return tell ? "empty " + type_name(value) : type_name(value);
}

std::string number_class(std::string_view live, std::string_view shadow) {
    const auto scales = text::rounding_of(live, shadow);
    if (!scales) return "number";
    return "decimal scale " + std::to_string(scales->first) + "->" + std::to_string(scales->second);
}

/// `other` is not a string, `string` is.
bool same_digits(JsonValue other, JsonValue string) {
    if (other.type() == JsonType::boolean) {
        return string.text() == (other.document.boolean(other.node) ? "true" : "false");
    }
    if (other.type() != JsonType::number || !text::is_number_text(string.text())) return false;
    return text::decimal_of(other.text()) == text::decimal_of(string.text());
}

std::string type_class(JsonValue live, JsonValue shadow) {
    std::string text = name_beside(live, shadow) + "->" + name_beside(shadow, live);
    const bool string_on_one_side =
        (live.type() == JsonType::string) != (shadow.type() == JsonType::string);
    if (!string_on_one_side || live.is_container() || shadow.is_container()) return text;
    const JsonValue other = live.type() == JsonType::string ? shadow : live;
    const JsonValue string = live.type() == JsonType::string ? live : shadow;
    if (same_digits(other, string)) {
        text += other.type() == JsonType::boolean ? " same text" : " same digits";
    }
    return text;
}

}  // namespace

bool JsonValue::is_empty() const noexcept {
    if (type() == JsonType::string) return text().empty();
    return is_container() && document.count(node) == 0;
}

bool is_nothing(JsonValue value) noexcept {
    return value.type() == JsonType::null || value.is_empty();
}

bool are_times(JsonValue live, JsonValue shadow) noexcept {
    const auto is_time = [](JsonValue value) {
        return (value.type() == JsonType::number || value.type() == JsonType::string) &&
               text::instant_of(value.text());
    };
    return is_time(live) && is_time(shadow);
}

bool same_scalar(JsonValue live, JsonValue shadow) {
    if (live.type() != shadow.type() || live.is_container()) return false;
    switch (live.type()) {
        case JsonType::boolean:
            return live.document.boolean(live.node) == shadow.document.boolean(shadow.node);
        case JsonType::string:
            return live.text() == shadow.text();
        case JsonType::number:
            return live.text() == shadow.text() ||
                   text::decimal_of(live.text()) == text::decimal_of(shadow.text());
        default:
            return true;
    }
}

Change change_of(JsonValue live, JsonValue shadow) {
    if (live.type() != shadow.type()) return {Kind::type, type_class(live, shadow)};
    switch (live.type()) {
        case JsonType::number:
            return {Kind::value, number_class(live.text(), shadow.text())};
        case JsonType::string:
            return {Kind::value, text::string_class(live.text(), shadow.text())};
        case JsonType::boolean:
            return {Kind::value, live.document.boolean(live.node) ? "true->false" : "false->true"};
        default:
            return {Kind::value, "value"};
    }
}

std::string missing_class(JsonValue live) {
    if (live.type() == JsonType::null) return "null->missing";
    return live.is_empty() ? "empty->missing" : "missing";
}

std::string extra_class(JsonValue shadow) {
    if (shadow.type() == JsonType::null) return "missing->null";
    return shadow.is_empty() ? "missing->empty" : "extra";
}

}  // namespace crossfade::compare
