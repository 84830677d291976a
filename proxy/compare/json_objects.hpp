// Which object each value of a document is in, and whether that says which thing it is.
#pragma once

#include "proxy/compare/json_document.hpp"

#include <string_view>
#include <vector>

namespace crossfade::compare {

/// Must not outlive the document.
class JsonObjects {
public:
    using Node = JsonDocument::Node;

    static constexpr Node nowhere = static_cast<Node>(-1);

    explicit JsonObjects(const JsonDocument& document);

    /// The object that a node is in, perhaps by way of arrays; nowhere if none.
    [[nodiscard]] Node of(Node node) const noexcept;

    /// The object that an object is a member of; nowhere if it is an element, or the whole.
    [[nodiscard]] Node holder(Node object) const noexcept;

    /// True if a member of the object identifies it; `noun` is what it is called, if known.
    [[nodiscard]] bool is_identified(Node object, std::string_view noun = {}) const;

private:
    const JsonDocument& document_;
    std::vector<Node> in_;  // the array or object around each node
};

}  // namespace crossfade::compare
