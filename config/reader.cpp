// See reader.hpp.
#include "config/reader.hpp"

#include "config/suggest.hpp"
#include "config/text.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::config {
namespace {

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view kind_name(RawNode::Kind kind) {
    switch (kind) {
        case RawNode::Kind::null:
            return "nothing";
        case RawNode::Kind::scalar:
            return "a scalar";
        case RawNode::Kind::sequence:
            return "a list";
        case RawNode::Kind::mapping:
            return "a mapping";
    }
    return "nothing";
}

std::string expected(std::string_view what, const RawNode& node, std::string_view label) {
    std::string message = "expected " + std::string(what);
    if (!label.empty()) message += " for " + in_quotes(label);
    return message + ", found " + std::string(kind_name(node.kind));
}

/// Never the expansion: it may be a secret, and messages end up in logs.
const std::string& shown(const RawNode& node) { return node.expanded ? node.written : node.text; }

}  // namespace

void Reader::problem(std::string message) const { log_->add(node_->mark, std::move(message)); }

void Reader::name_problem(std::string message) const {
    log_->add(node_->name_mark, std::move(message));
}

void Reader::bad_value(std::string_view allowed) const {
    problem("bad value " + in_quotes(shown(*node_)) + " for " + in_quotes(label_) +
            "; allowed: " + std::string(allowed));
}

void Reader::not_supported(std::string_view allowed) const {
    problem(in_quotes(std::string(label_) + ": " + shown(*node_)) +
            " is not supported yet; allowed: " + std::string(allowed));
}

void Reader::unknown_key(const RawNode& child, const Shape& shape) const {
    const auto known = shape.known_keys();
    const auto later = shape.later_keys();
    if (contains(later, child.name)) {
        log_->add(child.name_mark, in_quotes(child.name) + " is not supported yet");
        return;
    }
    auto candidates = known;
    candidates.insert(candidates.end(), later.begin(), later.end());
    const auto nearest_key = suggest(child.name, candidates);
    std::string message =
        "unknown key " + in_quotes(child.name) + " in " + std::string(shape.node) + "; ";
    if (nearest_key) message += "did you mean " + in_quotes(*nearest_key) + "? ";
    log_->add(child.name_mark, message + "allowed: " + joined(known));
}

bool Reader::is_mapping(const Shape& shape) const {
    if (node_->broken) return false;
    const auto known = shape.known_keys();
    if (node_->kind != RawNode::Kind::mapping) {
        problem(expected("a mapping", *node_, label_) + "; allowed keys: " + joined(known));
        return false;
    }
    for (const RawNode& child : node_->items) {
        if (!contains(known, child.name)) unknown_key(child, shape);
    }
    return true;
}

bool Reader::is_scalar(std::string_view text) const noexcept {
    return node_->kind == RawNode::Kind::scalar && node_->text == text;
}

Reader::Given Reader::off_or_mapping(const Shape& shape) const {
    if (is_scalar("off")) return Given::off;
    if (node_->kind != RawNode::Kind::scalar) {
        return is_mapping(shape) ? Given::mapping : Given::neither;
    }
    if (!node_->broken) bad_value("off, or a mapping with " + joined(shape.known_keys()));
    return Given::neither;
}

std::optional<Reader> Reader::find(std::string_view key) const {
    const RawNode* child = node_->find(key);
    if (child == nullptr || child->broken) return std::nullopt;
    if (child->kind == RawNode::Kind::null) {
        log_->add(child->mark, in_quotes(key) + " has no value");
        return std::nullopt;
    }
    return Reader(*child, child->name, *log_);
}

std::optional<Reader> Reader::require(std::string_view key, const Shape& shape) const {
    if (node_->find(key) == nullptr) {
        problem("missing key " + in_quotes(key) + " in " + std::string(shape.node));
    }
    return find(key);
}

std::vector<Reader> Reader::items(Empty empty) const {
    std::vector<Reader> readers;
    if (node_->broken) return readers;
    if (node_->kind != RawNode::Kind::sequence) {
        problem(expected("a list", *node_, label_));
        return readers;
    }
    if (node_->items.empty() && empty == Empty::refused) {
        problem(in_quotes(label_) + " must not be empty");
    }
    for (const RawNode& item : node_->items) readers.emplace_back(item, label_, *log_);
    return readers;
}

std::vector<Reader> Reader::entries() const {
    std::vector<Reader> readers;
    if (node_->broken) return readers;
    if (node_->kind != RawNode::Kind::mapping) {
        problem(expected("a mapping", *node_, label_));
        return readers;
    }
    for (const RawNode& item : node_->items) readers.emplace_back(item, item.name, *log_);
    return readers;
}

bool Reader::expect_scalar(std::string_view allowed) const {
    if (node_->broken) return false;
    if (node_->kind == RawNode::Kind::scalar) return true;
    problem(expected("a scalar", *node_, label_) + "; allowed: " + std::string(allowed));
    return false;
}

}  // namespace crossfade::config
