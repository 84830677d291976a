// See json_document.hpp.
#include "proxy/compare/json_document.hpp"

#include "proxy/compare/json_reader.hpp"

#include <algorithm>
#include <limits>

namespace crossfade::compare {

JsonDocument JsonDocument::parse(std::string_view text, const JsonLimits& limits) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    JsonDocument document;
    document.byte_order_mark_ = text.starts_with(mark);
    if (document.byte_order_mark_) text.remove_prefix(mark.size());
    document.source_ = text;
    if (text.size() >= std::numeric_limits<std::uint32_t>::max()) {
        document.status_ = Status::over_budget;
        return document;
    }
    JsonReader reader(document, limits);
    document.status_ = reader.read();
    return document;
}

std::string_view JsonDocument::unescaped(std::uint32_t begin) const noexcept {
    const auto found = std::lower_bound(
        unescaped_.begin(), unescaped_.end(), begin, [](const Unescaped& one, std::uint32_t at) {
            return one.begin < at;
        });
    return std::string_view(texts_).substr(found->offset, found->size);
}

std::string_view JsonDocument::text(Node node) const noexcept {
    const Entry& entry = nodes_[node];
    if (entry.type == JsonType::number) return raw(node);
    if (entry.type != JsonType::string) return {};
    if (entry.escaped) return unescaped(entry.begin + 1);
    return source_.substr(entry.begin + 1, entry.end - entry.begin - 2);
}

std::string_view JsonDocument::name(Node node) const noexcept {
    const Entry& entry = nodes_[node];
    if (entry.name_escaped) return unescaped(entry.name_begin);
    return source_.substr(entry.name_begin, entry.name_end - entry.name_begin);
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
