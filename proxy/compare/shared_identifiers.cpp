// See shared_identifiers.hpp.
#include "proxy/compare/shared_identifiers.hpp"

#include "proxy/coding/decode.hpp"
#include "proxy/compare/body_path.hpp"
#include "proxy/compare/headers.hpp"
#include "proxy/compare/json_prefix.hpp"
#include "proxy/compare/place.hpp"
#include "proxy/compare/rules.hpp"
#include "proxy/compare/settle.hpp"
#include "proxy/text/format.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace crossfade::compare {
namespace {

using Node = JsonDocument::Node;

constexpr Node nowhere = static_cast<Node>(-1);

/// The innermost object around a value, and the object that has this one as a member.
struct Around {
    Node object = nowhere;
    Node holder = nowhere;
};

class Walk {
public:
    Walk(const JsonDocument& live, const JsonDocument& shadow, const RecordedRequest& request)
        : live_(live), shadow_(shadow), request_(request), path_(body_root) {}

    /// `direct`: it is a member of the object around it, no element of an array there.
    void visit(Node live, Node shadow, const Around& around, bool direct) {
        if (steps_ == 0 || live == left_out || live_.type(live) != shadow_.type(shadow)) return;
        --steps_;
        if (live_.type(live) == JsonType::object) {
            objects(live, shadow, {live, direct ? around.object : nowhere});
        } else if (live_.type(live) == JsonType::array) {
            arrays(live, shadow, around);
        } else {
            scalars(live, shadow, around);
        }
    }

    SharedIdentifiers found;
    Node left_out = nowhere;  // of live

private:
    // Both mostly have their members in one order, so that the next one is the one looked for.
    void objects(Node live, Node shadow, const Around& around) {
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
            visit(a, b, around, true);
            path_.resize(length);
        }
    }

    void arrays(Node live, Node shadow, const Around& around) {
        if (live_.count(live) != shadow_.count(shadow)) return;
        const std::size_t length = path_.size();
        append_element(path_);
        Node b = shadow + 1;
        for (Node a = live + 1; a < live_.after(live); a = live_.after(a)) {
            visit(a, b, around, false);
            b = shadow_.after(b);
        }
        path_.resize(length);
    }

    void scalars(Node live, Node shadow, const Around& around) {
        const JsonType type = live_.type(live);
        if (type != JsonType::number && type != JsonType::string) return;
        const std::string_view text = live_.text(live);
        if (text != shadow_.text(shadow) || text.empty() || text.size() > 100) return;
        if (!text::names_opaque_text(live_.name(live))) return;
        const Place place = place_of(path_, request_);
        found.places.insert(hash_of(place, request_));
        if (text::names_identifier(place.field)) relations(place, around);
        if (found.claims.size() >= 100) return;
        const bool number = text::format_of(text) == text::Format::integer;
        found.claims.push_back(
            {number ? place.kind() : std::string(), std::string(text), std::string(text)});
    }

    void relations(const Place& place, const Around& around) {
        const std::string kind = place.kind();
        if (text::names_occasion(kind)) return;
        found.places.insert(hash_of_kind(kind, request_));
        (place.is_own() ? found.own : found.related).insert(around.object);
        if (place.is_own() && around.holder != nowhere) found.related.insert(around.holder);
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
    walk.visit(0, 0, {}, false);
    return std::move(walk.found);
}

void teach(const SharedIdentifiers& shared, std::uint64_t pair, Knowledge::Learned& learned) {
    for (const std::uint64_t place : shared.places) learned.note_place(place, true);
    for (const text::Claim& claim : shared.claims) {
        if (learned.standing(claim) != Aliases::Standing::broken) learned.teach(claim, pair);
    }
}

namespace {

constexpr std::size_t looked_at = 8'192;  // bytes of a body

std::string beginning_of(const RecordedResponse& response) {
    const std::string_view body = std::string_view(response.body).substr(0, looked_at);
    const std::string coding = joined_values(response.headers, "content-encoding");
    if (coding::is_identity(coding)) return std::string(body);
    coding::DecodeLimits limits;
    limits.output = std::size_t{1} << 20U;
    std::string text = coding::decode_prefix(body, coding, limits).bytes;
    text.resize(std::min(text.size(), looked_at));
    return text;
}

bool may_hold_identifiers(std::string_view text) noexcept {
    return text.find("id\"") != std::string_view::npos ||
           text.find("Id\"") != std::string_view::npos;
}

}  // namespace

void note_unread(const JsonDocument& live, Node left_out, const PairContext& context) {
    const RecordedRequest& request = context.pair.request;
    Knowledge::Learned& learned = context.knowledge.learned();
    if (!context.rules.built_in || learned.sampled(request) == 0 || made_apart(context)) return;
    Walk walk(live, live, request);
    walk.left_out = left_out;
    walk.visit(0, 0, {}, false);
    teach(walk.found, learned.next_pair(), learned);
}

void note_equal_bodies(const PairContext& context) {
    const Pair& pair = context.pair;
    if (!context.rules.built_in || pair.live.body.empty()) return;
    Knowledge::Learned& learned = context.knowledge.learned();
    const std::uint32_t times = learned.sampled(pair.request);
    if (times == 0) return;
    const std::string text = beginning_of(pair.live);
    const auto whole = closed_prefix(text);
    const auto document = whole ? JsonDocument::parse(whole->text) : JsonDocument();
    if (document.good()) {
        const SharedIdentifiers shared = shared_identifiers(document, document, pair.request);
        if (shared.places.empty()) return;
        // What was recorded at different times was often set up anew for each.
        if (!made_apart(context)) teach(shared, learned.next_pair(), learned);
    } else if (!may_hold_identifiers(text)) {
        return;
    }
    learned.note_endpoint(pair.request, true, times);
}

}  // namespace crossfade::compare
