// Look-up in untyped nodes; see node.hpp.
#include "config/node.hpp"

#include <algorithm>

namespace crossfade::config {

const RawNode* RawNode::find(std::string_view key) const noexcept {
    if (kind != Kind::mapping) return nullptr;
    const auto found = std::find_if(
        items.begin(), items.end(), [key](const RawNode& item) { return item.name == key; });
    return found == items.end() ? nullptr : &*found;
}

const RawNode& nearest(const RawNode& node, std::string_view key) noexcept {
    const RawNode* found = node.find(key);
    return found != nullptr ? *found : node;
}

const RawNode& nearest(const RawNode& node, std::size_t index) noexcept {
    return index < node.items.size() ? node.items[index] : node;
}

}  // namespace crossfade::config
