// See redact_json.hpp.
#include "proxy/redaction/redact_json.hpp"

#include "proxy/compare/json_text.hpp"
#include "proxy/json/scanner.hpp"
#include "proxy/json/string.hpp"
#include "proxy/redaction/secret_names.hpp"

#include <cstddef>

namespace crossfade::redaction {
namespace {

using Node = compare::JsonDocument::Node;

class JsonRedaction {
public:
    JsonRedaction(const compare::JsonDocument& document,
                  const compare::PathTrie& paths,
                  Redactor& redactor)
        : document_(document), paths_(paths), redactor_(redactor), source_(document.raw(0)) {}

    [[nodiscard]] std::string run(const compare::PathTrie::Place& from) {
        value(0, from, false);
        out_ += source_.substr(copied_);
        return std::move(out_);
    }

private:
    void value(Node node, const compare::PathTrie::Place& place, bool secret);
    void scalar(Node node, bool secret);
    void name(std::size_t from, Node child);
    [[nodiscard]] std::size_t begin(Node node) const noexcept {
        return document_.begin_of(node) - document_.begin_of(0);
    }
    [[nodiscard]] std::size_t end(Node node) const noexcept {
        return document_.end_of(node) - document_.begin_of(0);
    }
    void replace(std::size_t from, std::size_t to, const std::string& text) {
        out_ += source_.substr(copied_, from - copied_);
        json::append_string(out_, text);
        copied_ = to;
    }

    const compare::JsonDocument& document_;
    const compare::PathTrie& paths_;
    Redactor& redactor_;
    std::string_view source_;
    std::string out_;
    std::size_t copied_ = 0;
};

void JsonRedaction::value(Node node, const compare::PathTrie::Place& place, bool secret) {
    if (paths_.ends(place)) {
        return replace(begin(node), end(node), redactor_.token(json_text(document_, node)));
    }
    const compare::JsonType type = document_.type(node);
    if (type != compare::JsonType::array && type != compare::JsonType::object)
        return scalar(node, secret);
    std::size_t from = begin(node);
    for (Node child = node + 1; child < document_.after(node); child = document_.after(child)) {
        if (type == compare::JsonType::array) {
            value(child, paths_.element(place), secret);
            continue;
        }
        const std::string_view called = document_.name(child);
        name(from, child);
        value(child, paths_.member(place, called), secret || is_secret_name(called));
        from = end(child);
    }
}

void JsonRedaction::scalar(Node node, bool secret) {
    const compare::JsonType type = document_.type(node);
    if (type != compare::JsonType::string && type != compare::JsonType::number) return;
    const std::string_view text = document_.text(node);
    if (text.empty() || is_redaction_token(text)) return;
    if (secret) {
        return replace(begin(node), end(node), redactor_.token(json_text(document_, node)));
    }
    const std::string clean = redactor_.text(text);
    if (clean != text) replace(begin(node), end(node), clean);
}

/// The name of a member stands somewhere between `from` and its value.
void JsonRedaction::name(std::size_t from, Node child) {
    const std::string_view called = document_.name(child);
    const std::string clean = redactor_.text(called);
    if (clean == called) return;
    // `from` is the opening brace, or what stands behind the value before.
    const std::size_t quote = source_.find('"', from);
    json::Scanner scanner(source_.substr(quote));
    if (scanner.string()) replace(quote, quote + scanner.at(), clean);
}

}  // namespace

std::string redacted_json(const compare::JsonDocument& document,
                          const compare::PathTrie& paths,
                          const compare::PathTrie::Place& from,
                          Redactor& redactor) {
    return JsonRedaction(document, paths, redactor).run(from);
}

}  // namespace crossfade::redaction
