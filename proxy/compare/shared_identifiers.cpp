// See shared_identifiers.hpp.
#include "proxy/compare/shared_identifiers.hpp"

#include "proxy/compare/body_path.hpp"
#include "proxy/compare/place.hpp"
#include "proxy/text/format.hpp"

#include <string>
#include <utility>

namespace crossfade::compare {
namespace {

using Node = JsonDocument::Node;

class Walk {
public:
    Walk(const JsonDocument& live, const JsonDocument& shadow, const RecordedRequest& request)
        : live_(live), shadow_(shadow), request_(request), path_(body_root) {}

    void visit(Node live, Node shadow) {
        if (steps_ == 0 || live_.type(live) != shadow_.type(shadow)) return;
        --steps_;
        if (live_.type(live) == JsonType::object) {
            objects(live, shadow);
        } else if (live_.type(live) == JsonType::array) {
            arrays(live, shadow);
        } else {
            scalars(live, shadow);
        }
    }

    SharedIdentifiers found;

private:
    // Both mostly have their members in one order, so that the next one is the one looked for.
    void objects(Node live, Node shadow) {
        const Node end = shadow_.after(shadow);
        Node next = shadow + 1;
        for (Node a = live + 1; a < live_.after(live); a = live_.after(a)) {
            Node b = next;
            if (b >= end || shadow_.name(b) != live_.name(a)) {
                b = shadow + 1;
                while (b < end && steps_ > 0 && shadow_.name(b) != live_.name(a)) {
                    b = shadow_.after(b);
                    --steps_;
                }
            }
            if (b >= end || steps_ == 0) continue;
            next = shadow_.after(b);
            const std::size_t length = path_.size();
            append_member(path_, live_.name(a));
            visit(a, b);
            path_.resize(length);
        }
    }

    void arrays(Node live, Node shadow) {
        if (live_.count(live) != shadow_.count(shadow)) return;
        const std::size_t length = path_.size();
        append_element(path_);
        Node b = shadow + 1;
        for (Node a = live + 1; a < live_.after(live); a = live_.after(a)) {
            visit(a, b);
            b = shadow_.after(b);
        }
        path_.resize(length);
    }

    void scalars(Node live, Node shadow) {
        const JsonType type = live_.type(live);
        if (type != JsonType::number && type != JsonType::string) return;
        const std::string_view text = live_.text(live);
        if (text != shadow_.text(shadow) || text.empty() || text.size() > 100) return;
        if (!text::names_opaque_text(live_.name(live))) return;
        const Place place = place_of(path_, request_);
        found.places.insert(place.hash());
        if (found.claims.size() >= 100) return;
        const bool number = text::format_of(text) == text::Format::integer;
        found.claims.push_back(
            {number ? place.kind() : std::string(), std::string(text), std::string(text)});
    }

    const JsonDocument& live_;
    const JsonDocument& shadow_;
    const RecordedRequest& request_;
    std::string path_;
    std::size_t steps_ = 20'000;
};

}  // namespace

SharedIdentifiers shared_identifiers(const JsonDocument& live,
                                     const JsonDocument& shadow,
                                     const RecordedRequest& request) {
    Walk walk(live, shadow, request);
    walk.visit(0, 0);
    return std::move(walk.found);
}

}  // namespace crossfade::compare
