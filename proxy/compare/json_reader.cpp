// See json_reader.hpp. Recursion is bounded by the limit of depth.
#include "proxy/compare/json_reader.hpp"

#include <algorithm>

namespace crossfade::compare {

using Node = JsonDocument::Node;

namespace {

// Few texts have more nodes than one in so many bytes; the others make the list grow.
constexpr std::size_t bytes_per_node = 10;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

JsonReader::JsonReader(JsonDocument& document, const JsonLimits& limits)
    : document_(document),
      limits_(limits),
      begin_(document.source_.data()),
      at_(begin_),
      end_(begin_ + document.source_.size()) {
    document.nodes_.reserve(std::min(limits.nodes, document.source_.size() / bytes_per_node + 4));
}

JsonDocument::Status JsonReader::read() {
    using Status = JsonDocument::Status;
    skip_space();
    bool good = value({});
    skip_space();
    good = good && at_ == end_;
    if (over_budget_) return Status::over_budget;
    return good ? Status::good : Status::not_json;
}

void JsonReader::skip_space() noexcept {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
}

JsonDocument::Entry* JsonReader::add(JsonType type, const Text& name) {
    auto& nodes = document_.nodes_;
    if (nodes.size() >= limits_.nodes) {
        over_budget_ = true;
        return nullptr;
    }
    auto& entry = nodes.emplace_back();
    entry.begin = offset();
    entry.after = static_cast<Node>(nodes.size());
    entry.name_begin = name.begin;
    entry.name_end = name.end;
    entry.name_escaped = name.escaped;
    entry.type = type;
    return &entry;
}

bool JsonReader::value(const Text& name) {
    if (at_ == end_) return false;
    switch (*at_) {
        case '"': {
            auto* entry = add(JsonType::string, name);
            Text found;
            if (entry == nullptr || !text(found)) return false;
            entry->escaped = found.escaped;
            entry->end = offset();
            return true;
        }
        case '{':
            return container(JsonType::object, name);
        case '[':
            return container(JsonType::array, name);
        case 't':
            return literal("true", JsonType::boolean, name);
        case 'f':
            return literal("false", JsonType::boolean, name);
        case 'n':
            return literal("null", JsonType::null, name);
        default:
            return number(name);
    }
}

bool JsonReader::container(JsonType type, const Text& name) {
    if (depth_ >= limits_.depth) {
        over_budget_ = true;
        return false;
    }
    if (add(type, name) == nullptr) return false;
    const auto node = static_cast<Node>(document_.nodes_.size() - 1);
    ++at_;
    ++depth_;
    skip_space();
    if (!(type == JsonType::array ? elements(node) : members(node))) return false;
    --depth_;
    auto& entry = document_.nodes_[node];
    entry.end = offset();
    entry.after = static_cast<Node>(document_.nodes_.size());
    return true;
}

bool JsonReader::elements(Node array) {
    std::uint32_t count = 0;
    if (!next_is(']')) {
        for (;; ++at_, skip_space()) {
            if (!value({})) return false;
            ++count;
            skip_space();
            if (!next_is(',')) break;
        }
    }
    document_.nodes_[array].count = count;
    if (!next_is(']')) return false;
    ++at_;
    return true;
}

bool JsonReader::members(Node object) {
    std::uint32_t count = 0;
    if (!next_is('}')) {
        for (;; ++at_, skip_space()) {
            Text name;
            if (!next_is('"') || !text(name)) return false;
            skip_space();
            if (!next_is(':')) return false;
            ++at_;
            skip_space();
            if (!value(name)) return false;
            ++count;
            skip_space();
            if (!next_is(',')) break;
        }
    }
    document_.nodes_[object].count = count;
    if (!next_is('}')) return false;
    ++at_;
    return true;
}

bool JsonReader::digits() {
    const char* first = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != first;
}

// RFC 8259 section 6.
bool JsonReader::number(const Text& name) {
    const std::uint32_t begin = offset();
    if (next_is('-')) ++at_;
    if (next_is('0')) {
        ++at_;
    } else if (!digits()) {
        return false;
    }
    if (next_is('.')) {
        ++at_;
        if (!digits()) return false;
    }
    if (next_is('e') || next_is('E')) {
        ++at_;
        if (next_is('+') || next_is('-')) ++at_;
        if (!digits()) return false;
    }
    auto* entry = add(JsonType::number, name);
    if (entry == nullptr) return false;
    entry->begin = begin;
    entry->end = offset();
    return true;
}

bool JsonReader::literal(std::string_view word, JsonType type, const Text& name) {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) {
        return false;
    }
    auto* entry = add(type, name);
    if (entry == nullptr) return false;
    at_ += word.size();
    entry->end = offset();
    return true;
}

}  // namespace crossfade::compare
