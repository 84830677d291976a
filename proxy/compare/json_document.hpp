// A JSON text as a flat list of nodes that point into it: numbers keep their own text, strings are
// unescaped, members keep their order, and a name that occurs twice is there twice. Strict RFC 8259
// apart from a byte order mark in front, which is skipped and remembered.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::compare {

enum class JsonType : std::uint8_t { null, boolean, number, string, array, object };

struct JsonLimits {
    std::size_t depth = 128;
    std::size_t nodes = 1'000'000;
};

class JsonDocument {
public:
    using Node = std::uint32_t;  // the root is 0

    enum class Status {
        good,
        not_json,
        over_budget
    };  // over_budget: deeper or larger than allowed

    /// The text must outlive the document.
    [[nodiscard]] static JsonDocument parse(std::string_view text, const JsonLimits& limits = {});
    template <typename Text>
    requires std::same_as<Text, std::string>
    static JsonDocument parse(Text&& passing, const JsonLimits& limits = {}) = delete;

    [[nodiscard]] Status status() const noexcept { return status_; }
    [[nodiscard]] bool good() const noexcept { return status_ == Status::good; }
    [[nodiscard]] bool byte_order_mark() const noexcept { return byte_order_mark_; }

    // What follows may be asked of a good document only, for nodes below size().
    [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }
    [[nodiscard]] JsonType type(Node node) const noexcept { return nodes_[node].type; }
    [[nodiscard]] bool boolean(Node node) const noexcept {
        return source_[nodes_[node].begin] == 't';
    }
    /// A string's characters, or a number as it was written.
    [[nodiscard]] std::string_view text(Node node) const noexcept;
    /// The name of a member of an object.
    [[nodiscard]] std::string_view name(Node node) const noexcept;
    /// Of an array or object: how many children, and which.
    [[nodiscard]] std::size_t count(Node node) const noexcept { return nodes_[node].count; }
    [[nodiscard]] std::vector<Node> children(Node node) const;
    /// The first child is node + 1; each child is followed by after(child), up to after(node).
    [[nodiscard]] Node after(Node node) const noexcept { return nodes_[node].after; }

    /// Where the value stands in the text behind the byte order mark: [begin, end).
    [[nodiscard]] std::size_t begin_of(Node node) const noexcept { return nodes_[node].begin; }
    [[nodiscard]] std::size_t end_of(Node node) const noexcept { return nodes_[node].end; }
    /// As it was written, with all below it.
    [[nodiscard]] std::string_view raw(Node node) const noexcept {
        return source_.substr(nodes_[node].begin, nodes_[node].end - nodes_[node].begin);
    }

private:
    friend class JsonReader;

    struct Entry {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        Node after = 0;
        std::uint32_t count = 0;
        std::uint32_t name_begin = 0;  // without the quotes
        std::uint32_t name_end = 0;
        JsonType type = JsonType::null;
        bool escaped = false;  // the string holds escapes, and is in `unescaped_`
        bool name_escaped = false;
    };
    struct Unescaped {
        std::uint32_t begin = 0;  // where it stands in the text
        std::uint32_t offset = 0;
        std::uint32_t size = 0;
    };

    [[nodiscard]] std::string_view unescaped(std::uint32_t begin) const noexcept;

    std::string_view source_;
    std::vector<Entry> nodes_;
    std::vector<Unescaped> unescaped_;  // in the order of the text
    std::string texts_;
    Status status_ = Status::not_json;
    bool byte_order_mark_ = false;
};

}  // namespace crossfade::compare
