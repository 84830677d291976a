// See json_text.hpp.
#include "proxy/compare/json_text.hpp"

#include "proxy/json/string.hpp"
#include "proxy/text/preview.hpp"

namespace crossfade::compare {
namespace {

using Node = JsonDocument::Node;

// Depth is bounded by the limit under which the document was parsed.
void append(std::string& out, const JsonDocument& document, Node node) {
    const JsonType type = document.type(node);
    if (type != JsonType::array && type != JsonType::object) {
        out += scalar_text(document, node);
        return;
    }
    out += type == JsonType::array ? '[' : '{';
    for (Node child = node + 1; child < document.after(node); child = document.after(child)) {
        if (child != node + 1) out += ',';
        if (type == JsonType::object) {
            json::append_string(out, document.name(child));
            out += ':';
        }
        append(out, document, child);
    }
    out += type == JsonType::array ? ']' : '}';
}

}  // namespace

std::string scalar_text(const JsonDocument& document, Node node) {
    switch (document.type(node)) {
        case JsonType::boolean:
            return document.boolean(node) ? "true" : "false";
        case JsonType::number:
            return std::string(document.text(node));
        case JsonType::string: {
            std::string out;
            json::append_string(out, document.text(node));
            return out;
        }
        default:
            return "null";
    }
}

std::string json_text(const JsonDocument& document, Node node) {
    std::string out;
    append(out, document, node);
    return out;
}

std::string preview(const JsonDocument& document, Node node) {
    const JsonType type = document.type(node);
    const std::string size = std::to_string(document.count(node));
    if (type == JsonType::array) return "array of " + size;
    if (type == JsonType::object) return "object of " + size;
    if (type != JsonType::string) return text::preview(scalar_text(document, node));
    // Cut before quoting: a body may be one long string.
    std::string quoted;
    json::append_string(quoted, document.text(node).substr(0, 2 * text::preview_limit));
    return text::preview(quoted);
}

}  // namespace crossfade::compare
