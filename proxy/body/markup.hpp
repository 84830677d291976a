// The tree of an XML or HTML document, and the JSON that means the same: an element is an object;
// its attributes are members "@name", its text is "#text", and its child elements of one name are
// one array under that name, also if there is only one, so that a path does not depend on how many
// there were: body.order.item[*].@sku. Where text and elements are mixed, "#text" shows where the
// elements stand: "see <a/> for more".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::body {

class MarkupTree {
public:
    static constexpr std::size_t max_depth = 200;
    static constexpr std::size_t max_nodes = 400'000;                 // attributes included
    static constexpr std::size_t max_bytes = std::size_t{64} << 20U;  // of names and texts

    enum class Spaces {
        exact,    // all the text of elements without children counts
        collapse  // runs of white space are one space, and none at the ends
    };

    /// The new element is the last child of the open one, and open.
    void begin(std::string_view name, Spaces spaces);
    /// Of the open element; before any other element begins.
    void attribute(std::string_view name, std::string_view value);
    void text(std::string_view text);
    /// The parent is open again. There must be one open.
    void end() noexcept;

    [[nodiscard]] std::size_t depth() const noexcept { return open_.size(); }
    /// Of the open element, or of one around it: 0 is the open one.
    [[nodiscard]] std::string_view open_name(std::size_t up = 0) const noexcept;
    /// Once true nothing is added any more.
    [[nodiscard]] bool over_budget() const noexcept { return over_budget_; }

    /// An object with the root element as its member; what it is named, it is said to be alone in
    /// its parent: `single` names are no arrays. There must be a root.
    [[nodiscard]] std::string json(const std::vector<std::string_view>& single) const;
    /// Of the names of all elements in the order of the document.
    [[nodiscard]] std::uint64_t order() const;

private:
    using Index = std::uint32_t;
    static constexpr Index none = UINT32_MAX;

    struct Span {
        std::size_t offset = 0;
        std::size_t size = 0;
    };
    enum class Kind : std::uint8_t { element, attribute, text };
    struct Node {
        Kind kind = Kind::element;
        Spaces spaces = Spaces::exact;
        Span name;
        Span text;
        Index first_child = none;
        Index last_child = none;
        Index next = none;
    };

    [[nodiscard]] Index add(Kind kind, std::string_view name, std::string_view text);
    [[nodiscard]] Span kept(std::string_view text);
    [[nodiscard]] std::string_view view(Span span) const noexcept {
        return std::string_view(bytes_).substr(span.offset, span.size);
    }
    /// Children of one kind by name, and of one name as in the document.
    [[nodiscard]] std::vector<std::pair<std::string_view, Index>> named(const Node& element,
                                                                        Kind kind) const;
    [[nodiscard]] std::string text_of(const Node& element) const;
    void append(std::string& out,
                const Node& element,
                const std::vector<std::string_view>& single) const;
    void append_children(std::string& out,
                         const Node& element,
                         const std::vector<std::string_view>& single) const;

    std::vector<Node> nodes_;
    std::vector<Index> open_;
    std::string bytes_;
    bool over_budget_ = false;
};

}  // namespace crossfade::body
