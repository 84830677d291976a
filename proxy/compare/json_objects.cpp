// See json_objects.hpp.
#include "proxy/compare/json_objects.hpp"

#include "proxy/text/identifier.hpp"

#include <string>

namespace crossfade::compare {

using Node = JsonObjects::Node;

JsonObjects::JsonObjects(const JsonDocument& document)
    : document_(document), in_(document.size(), nowhere) {
    std::vector<Node> open;
    for (Node node = 0; node < document.size(); ++node) {
        while (!open.empty() && document.after(open.back()) <= node) open.pop_back();
        if (!open.empty()) in_[node] = open.back();
        const JsonType type = document.type(node);
        if (type == JsonType::object || type == JsonType::array) open.push_back(node);
    }
}

Node JsonObjects::of(Node node) const noexcept {
    Node at = in_[node];
    while (at != nowhere && document_.type(at) == JsonType::array) at = in_[at];
    return at;
}

Node JsonObjects::holder(Node object) const noexcept {
    const Node at = in_[object];
    return at == nowhere || document_.type(at) == JsonType::array ? nowhere : at;
}

bool JsonObjects::is_identified(Node object, std::string_view noun) const {
    for (Node node = object + 1; node < document_.after(object); node = document_.after(node)) {
        if (!text::names_identifier(document_.name(node))) continue;
        const std::string thing = text::thing_of(document_.name(node));
        if (thing.empty() || thing == noun) return true;
    }
    return false;
}

}  // namespace crossfade::compare
