// See json_document.hpp. Boost.JSON's event parser does the reading: its DOM would turn numbers
// into doubles.
#include "proxy/compare/json_document.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <limits>

namespace crossfade::compare {

namespace {

using Text = boost::json::string_view;
using Error = boost::json::error_code;

}  // namespace

/// Receives the events of the parser. Returning false with an error set ends the parse.
struct JsonBuilder {
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = max_object_size;
    static constexpr std::size_t max_string_size = max_object_size;

    JsonDocument& document;
    std::size_t node_limit;
    std::vector<JsonDocument::Node> open{};  // arrays and objects not yet closed
    std::size_t name_begin = 0;
    std::size_t name_end = 0;
    std::size_t text_begin = 0;  // of the number or string that is arriving in parts
    bool arriving = false;
    bool over_budget = false;

    bool add(JsonType type, Error& error) {
        if (document.nodes_.size() >= node_limit) {
            over_budget = true;
            error = boost::json::error::array_too_large;
            return false;
        }
        JsonDocument::Entry entry;
        entry.type = type;
        entry.after = static_cast<JsonDocument::Node>(document.nodes_.size() + 1);
        if (!open.empty()) {
            JsonDocument::Entry& parent = document.nodes_[open.back()];
            ++parent.count;
            if (parent.type == JsonType::object) entry.name = span(name_begin, name_end);
        }
        document.nodes_.push_back(entry);
        return true;
    }

    static JsonDocument::Span span(std::size_t begin, std::size_t end) noexcept {
        return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
    }

    bool begin(JsonType type, Error& error) {
        if (!add(type, error)) return false;
        open.push_back(static_cast<JsonDocument::Node>(document.nodes_.size() - 1));
        return true;
    }

    bool end() {
        document.nodes_[open.back()].after =
            static_cast<JsonDocument::Node>(document.nodes_.size());
        open.pop_back();
        return true;
    }

    bool part(Text text) {
        if (!arriving) text_begin = document.texts_.size();
        arriving = true;
        document.texts_.append(text.data(), text.size());
        return true;
    }

    bool whole(JsonType type, Text text, Error& error) {
        part(text);
        arriving = false;
        if (!add(type, error)) return false;
        document.nodes_.back().text = span(text_begin, document.texts_.size());
        return true;
    }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error& error) { return begin(JsonType::object, error); }
    bool on_object_end(std::size_t, Error&) { return end(); }
    bool on_array_begin(Error& error) { return begin(JsonType::array, error); }
    bool on_array_end(std::size_t, Error&) { return end(); }
    bool on_key_part(Text text, std::size_t, Error&) { return part(text); }
    bool on_key(Text text, std::size_t, Error&) {
        part(text);
        arriving = false;
        name_begin = text_begin;
        name_end = document.texts_.size();
        return true;
    }
    bool on_string_part(Text text, std::size_t, Error&) { return part(text); }
    bool on_string(Text text, std::size_t, Error& error) {
        return whole(JsonType::string, text, error);
    }
    bool on_number_part(Text text, Error&) { return part(text); }
    bool on_int64(std::int64_t, Text text, Error& error) {
        return whole(JsonType::number, text, error);
    }
    bool on_uint64(std::uint64_t, Text text, Error& error) {
        return whole(JsonType::number, text, error);
    }
    bool on_double(double, Text text, Error& error) { return whole(JsonType::number, text, error); }
    bool on_bool(bool value, Error& error) {
        if (!add(JsonType::boolean, error)) return false;
        document.nodes_.back().truth = value;
        return true;
    }
    bool on_null(Error& error) { return add(JsonType::null, error); }
    bool on_comment_part(Text, Error&) { return true; }
    bool on_comment(Text, Error&) { return true; }
};

JsonDocument JsonDocument::parse(std::string_view text, const JsonLimits& limits) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    JsonDocument document;
    document.byte_order_mark_ = text.starts_with(mark);
    if (document.byte_order_mark_) text.remove_prefix(mark.size());
    if (text.size() >= std::numeric_limits<std::uint32_t>::max()) {
        document.status_ = Status::over_budget;
        return document;
    }
    boost::json::parse_options options;
    options.max_depth = limits.depth;
    boost::json::basic_parser<JsonBuilder> parser(options, JsonBuilder{document, limits.nodes});
    Error error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (error == boost::json::error::too_deep || parser.handler().over_budget) {
        document.status_ = Status::over_budget;
    } else if (!error && used == text.size() && parser.done()) {
        document.status_ = Status::good;
    }
    return document;
}

std::string_view JsonDocument::text(Node node) const noexcept {
    const Span span = nodes_[node].text;
    return std::string_view(texts_).substr(span.offset, span.size);
}

std::string_view JsonDocument::name(Node node) const noexcept {
    const Span span = nodes_[node].name;
    return std::string_view(texts_).substr(span.offset, span.size);
}

std::vector<JsonDocument::Node> JsonDocument::children(Node node) const {
    std::vector<Node> found;
    found.reserve(nodes_[node].count);
    for (Node child = node + 1; child < nodes_[node].after; child = nodes_[child].after) {
        found.push_back(child);
    }
    return found;
}

}  // namespace crossfade::compare
