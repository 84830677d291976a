// See settle.hpp. The order: what is shared, then identifiers, then times, because a time is judged
// by whose it is.
#include "proxy/compare/settle.hpp"

#include "proxy/compare/host_map.hpp"
#include "proxy/compare/json_text.hpp"
#include "proxy/compare/learned.hpp"
#include "proxy/compare/own_time.hpp"
#include "proxy/compare/place.hpp"
#include "proxy/compare/rules.hpp"
#include "proxy/compare/shared_identifiers.hpp"
#include "proxy/text/format.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

namespace crossfade::compare {
namespace {

using Node = JsonDocument::Node;
using Standing = Aliases::Standing;

constexpr Node nowhere = static_cast<Node>(-1);

/// The live object that each node is in; nowhere if none.
class Objects {
public:
    explicit Objects(const JsonDocument& document)
        : document_(document), of_(document.size(), nowhere) {
        std::vector<Node> open;
        for (Node node = 0; node < document.size(); ++node) {
            while (!open.empty() && document.after(open.back()) <= node) open.pop_back();
            if (!open.empty()) of_[node] = open.back();
            if (document.type(node) == JsonType::object) open.push_back(node);
        }
    }

    [[nodiscard]] Node of(Node node) const noexcept { return of_[node]; }

    /// True if the object says by itself which one it is.
    [[nodiscard]] bool is_identified(Node object) const {
        for (Node node = object + 1; node < document_.after(object); node = document_.after(node)) {
            if (text::names_identifier(document_.name(node)) &&
                text::thing_of(document_.name(node)).empty())
                return true;
        }
        return false;
    }

private:
    const JsonDocument& document_;
    std::vector<Node> of_;
};

/// Live says what was asked for, and the shadow, which was asked for the same, something else.
bool is_echo(const text::Claims& claims, const PairContext& context) {
    return std::any_of(claims.begin(), claims.end(), [&context](const text::Claim& claim) {
        return is_asked_for(claim, context.pair.request);
    });
}

class Settler {
public:
    Settler(const PairContext& context,
            const JsonDocument& live,
            const JsonDocument& shadow,
            Collector& findings)
        : context_(context),
          learned_(context.knowledge.learned()),
          live_(live),
          shadow_(shadow),
          objects_(live),
          findings_(findings),
          pair_(learned_.next_pair()),
          together_(are_together(moments_of(context.pair))) {}

    void run() {
        for (const Node node : context_.aside->plain) changed_.insert(objects_.of(node));
        note_shared();
        std::vector<const Unsettled*> times;
        for (const Unsettled& each : context_.aside->differences) {
            const bool time =
                each.rule == nullptr && times_of(each.live.text(), each.shadow.text());
            if (time) times.push_back(&each);
            if (!time) identifiers(each);
        }
        for (const Unsettled* each : times) time(*each);
        if (any_alias_) learned_.note_endpoint(context_.pair.request, false);
    }

private:
    void note_shared() {
        const SharedIdentifiers shared = shared_identifiers(live_, shadow_, context_.pair.request);
        for (const std::uint64_t place : shared.places) learned_.note_place(place, true);
        for (const text::Claim& claim : shared.claims) {
            if (learned_.standing(claim) != Standing::broken) learned_.teach(claim, pair_);
        }
    }

    void identifiers(const Unsettled& each) {
        const Place place = place_of(each.path, context_.pair.request);
        const auto& hosts = context_.rules.hosts;
        if (!hosts.empty() && with_shadow_hosts(each.live.text(), hosts) == each.shadow.text()) {
            return hide(each, "url host", "built-in host map");
        }
        const auto claims = claims_at(each, place);
        if (!claims || claims->empty()) return number(each);
        if (each.rule == nullptr && together_ && is_echo(*claims, context_)) return plain(each);
        const Node object = objects_.of(each.live.node);
        switch (standing_of(*claims)) {
            case Standing::broken:
                teach(*claims);
                return report(each, "alias broken");
            case Standing::unknown:
                if (is_shared(place)) return plain(each);
                if (!changed_.contains(object)) teach(*claims);
                break;
            case Standing::known:
                teach(*claims);
                break;
        }
        if (!changed_.contains(object)) learned_.note_place(place.hash(), false);
        aliased_.insert(object);
        any_alias_ = true;
        hide(each, "alias", "built-in alias");
    }

    /// One that counts something, in responses made at different times: it may have moved on.
    void number(const Unsettled& each) {
        const bool counts = made_apart(context_) && each.live.type() == JsonType::number;
        if (counts && learned_.varies(context_.pair.request, each.path, each.live.text())) {
            return hide(each, "number", "built-in drift");
        }
        plain(each);
    }

    [[nodiscard]] std::optional<text::Claims> claims_at(const Unsettled& each,
                                                        const Place& place) const {
        const std::string live = with_shadow_hosts(each.live.text(), context_.rules.hosts);
        const std::string shadow(each.shadow.text());
        if (each.rule != nullptr) return text::Claims{{place.kind(), live, shadow}};
        return text::claims_of(live, shadow, place.field, place.kind());
    }

    [[nodiscard]] Standing standing_of(const text::Claims& claims) const {
        Standing all = Standing::known;
        for (const text::Claim& claim : claims) {
            const Standing one = learned_.standing(claim);
            if (one == Standing::broken) return one;
            if (together_ && learned_.crosses(claim)) return Standing::broken;
            if (one == Standing::unknown) all = one;
        }
        return all;
    }

    void teach(const text::Claims& claims) {
        // An error answers for nothing; what it names may be anything.
        if (context_.pair.live.status != context_.pair.shadow.status) return;
        for (const text::Claim& claim : claims) learned_.teach(claim, pair_);
    }

    [[nodiscard]] bool is_shared(const Place& place) const {
        return learned_.shared_at(place.hash()) || learned_.shared_at(context_.pair.request);
    }

    void time(const Unsettled& each) {
        const auto times = times_of(each.live.text(), each.shadow.text());
        const Moments moments = moments_of(context_.pair);
        const bool number = each.live.type() == JsonType::number;
        const bool varies = learned_.varies(context_.pair.request, each.path, each.live.text());
        const Place place = place_of(each.path, context_.pair.request);
        if (beside_response(*times, moments)) {
            hide(each, "time", "built-in response time");
        } else if (number && !text::names_time(place.field)) {
            identifiers(each);
        } else if (of_own_thing(each) && same_age(*times, moments)) {
            hide(each, "time", "built-in own time");
        } else if (varies) {
            hide(each, "time", "built-in varying field");
        } else {
            plain(each);
        }
    }

    /// True if it belongs to a thing that each side made for itself: what it is part of was found
    /// under two names.
    [[nodiscard]] bool of_own_thing(const Unsettled& each) const {
        for (Node at = objects_.of(each.live.node); at != nowhere; at = objects_.of(at)) {
            if (aliased_.contains(at)) return true;
            if (objects_.is_identified(at)) return false;
        }
        return false;
    }

    void hide(const Unsettled& each, std::string transition, std::string by) {
        if (each.rule != nullptr) by = each.rule->path;
        findings_.hide({each.path, std::move(transition), std::move(by)});
    }

    void plain(const Unsettled& each) {
        report(each, change_of(each.live, each.shadow).transition);
    }

    void report(const Unsettled& each, std::string transition) {
        findings_.add({each.path,
                       Kind::value,
                       std::move(transition),
                       preview(each.live.document, each.live.node),
                       preview(each.shadow.document, each.shadow.node)});
    }

    const PairContext& context_;
    Knowledge::Learned& learned_;
    const JsonDocument& live_;
    const JsonDocument& shadow_;
    Objects objects_;
    Collector& findings_;
    std::uint64_t pair_;
    std::set<Node> changed_;  // objects in which something else differs
    std::set<Node> aliased_;  // objects that were found under two names
    bool any_alias_ = false;
    bool together_;  // both responses were made at once, as in a mirror
};

}  // namespace

bool made_apart(const PairContext& context) {
    if (context.aside == nullptr) return false;
    auto& apart = context.aside->apart;
    if (!apart) apart = are_apart(moments_of(context.pair));
    return *apart;
}

void settle(const PairContext& context, Collector& findings) {
    Aside* aside = context.aside;
    if (aside == nullptr || aside->differences.empty()) return;
    const Unsettled& first = aside->differences.front();
    Settler(context, first.live.document, first.shadow.document, findings).run();
    aside->differences.clear();
    aside->plain.clear();
}

void note_equal_bodies(const PairContext& context) {
    if (!context.rules.built_in) return;
    const std::string& body = context.pair.live.body;
    const bool identifiers =
        body.find("id\"") != std::string::npos || body.find("Id\"") != std::string::npos;
    if (identifiers) context.knowledge.learned().note_endpoint(context.pair.request, true);
}

Opinion settle_text(const std::string& live,
                    const std::string& shadow,
                    std::string_view field,
                    const PairContext& context) {
    auto& learned = context.knowledge.learned();
    const auto claims = text::claims_of(live, shadow, field, field);
    if (!claims || claims->empty()) return {};
    if (are_together(moments_of(context.pair)) && is_echo(*claims, context)) return {};
    const std::uint64_t pair = learned.next_pair();
    Opinion opinion{true, "alias", "built-in alias"};
    bool known = true;
    for (const text::Claim& claim : *claims) {
        const Standing standing = learned.standing(claim);
        known = known && standing == Standing::known;
        if (standing == Standing::broken) opinion = {false, "alias broken", {}};
    }
    if (opinion.same && !known && learned.shared_at(context.pair.request)) return {};
    for (const text::Claim& claim : *claims) learned.teach(claim, pair);
    return opinion;
}

}  // namespace crossfade::compare
