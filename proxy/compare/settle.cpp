// See settle.hpp. The order: what is shared, then identifiers, then times, because a time is judged
// by whose it is.
#include "proxy/compare/settle.hpp"

#include "proxy/compare/host_map.hpp"
#include "proxy/compare/json_objects.hpp"
#include "proxy/compare/json_text.hpp"
#include "proxy/compare/learned.hpp"
#include "proxy/compare/own_time.hpp"
#include "proxy/compare/place.hpp"
#include "proxy/compare/rules.hpp"
#include "proxy/compare/shared_identifiers.hpp"
#include "proxy/text/format.hpp"
#include "proxy/text/outside_number.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

namespace crossfade::compare {
namespace {

using Node = JsonDocument::Node;
using Standing = Aliases::Standing;

constexpr Node nowhere = JsonObjects::nowhere;

/// Live says what was asked for, and the shadow, which was asked for the same, something else.
bool is_echo(const text::Claims& claims, const PairContext& context) {
    return std::any_of(claims.begin(), claims.end(), [&context](const text::Claim& claim) {
        return is_asked_for(claim, context.pair.request);
    });
}

/// Both sides have been seen to share the identifiers of things of such a kind.
bool is_kind_shared(const text::Claims& claims,
                    const RecordedRequest& request,
                    const Knowledge::Learned& learned) {
    return std::any_of(claims.begin(), claims.end(), [&](const text::Claim& claim) {
        return !claim.kind.empty() && learned.shared_at(hash_of_kind(claim.kind, request));
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
          objects_(live),
          findings_(findings),
          shared_(shared_identifiers(live, shadow, context.pair.request)),
          pair_(learned_.next_pair()),
          together_(are_together(moments_of(context.pair))) {}

    void run() {
        for (const Node node : context_.aside->plain) changed_.insert(objects_.of(node));
        compare::teach(shared_, pair_, learned_);
        std::vector<const Unsettled*> times;
        std::vector<const Unsettled*> digests;
        for (const Unsettled& each : context_.aside->differences) {
            if (each.rule == nullptr && times_of(each.live.text(), each.shadow.text())) {
                times.push_back(&each);
            } else if (each.rule == nullptr && text::names_digest(place_of(each).field)) {
                digests.push_back(&each);
            } else {
                identifiers(each);
            }
        }
        for (const Unsettled* each : digests) digest(*each);
        for (const Unsettled* each : times) time(*each);
        if (any_alias_) learned_.note_endpoint(context_.pair.request, false);
    }

private:
    [[nodiscard]] Place place_of(const Unsettled& each) const {
        return compare::place_of(each.path, context_.pair.request);
    }

    void identifiers(const Unsettled& each) {
        const Place place = place_of(each);
        const auto& hosts = context_.rules.hosts;
        if (!hosts.empty() && with_shadow_hosts(each.live.text(), hosts) == each.shadow.text()) {
            return hide(each, "url host", "built-in host map");
        }
        const auto claims = claims_at(each, place);
        if (!claims || claims->empty()) return no_identifier(each);
        if (each.rule == nullptr && together_ && is_echo(*claims, context_)) return plain(each);
        const Node object = objects_.of(each.live.node);
        switch (standing_of(*claims)) {
            case Standing::broken:
                teach(*claims);
                return report(each, "alias broken");
            case Standing::unknown:
                if (each.rule == nullptr && is_shared(each, place, *claims)) return plain(each);
                if (!changed_.contains(object)) teach(*claims);
                break;
            case Standing::known:
                // Perhaps it was believed before anybody could know better.
                if (each.rule == nullptr && !made_apart(context_) && !is_firm(*claims) &&
                    is_shared(each, place, *claims)) {
                    return plain(each);
                }
                teach(*claims);
                break;
        }
        if (!changed_.contains(object)) note_other(place);
        aliased_.insert(object);
        any_alias_ = true;
        for (const text::Claim& claim : *claims) accepted_.insert({claim.live, claim.shadow});
        hide(each, "alias", "built-in alias");
    }

    void note_other(const Place& place) {
        const RecordedRequest& request = context_.pair.request;
        for (const auto hash : {hash_of(place, request), hash_of_kind(place.kind(), request)}) {
            if (noted_.insert(hash).second) learned_.note_place(hash, false);
        }
    }

    /// It is made of what it stands beside, so that two that differ tell that this does; unless it
    /// is what a thing is called by (a commit), which shows in other places. It teaches nothing:
    /// two wrong ones always go together.
    void digest(const Unsettled& each) {
        const auto claims = claims_at(each, place_of(each));
        if (!claims || claims->empty()) return no_identifier(each);
        const bool names = std::all_of(claims->begin(), claims->end(), [this](const auto& claim) {
            return accepted_.contains({claim.live, claim.shadow}) ||
                   learned_.standing(claim) == Standing::known;
        });
        if (names) return hide(each, "alias", "built-in alias");
        no_identifier(each);
    }

    /// One that counts something, in responses made at different times: it may have moved on. And
    /// one that is another one in every live response.
    void no_identifier(const Unsettled& each) {
        const bool number = each.live.type() == JsonType::number;
        const bool may_vary =
            number ? made_apart(context_) : each.live.text().size() == each.shadow.text().size();
        if (may_vary && learned_.varies(context_.pair.request, each.path, each.live.text())) {
            return number ? hide(each, "number", "built-in drift")
                          : hide(each, "value", "built-in varying field");
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
        const bool made = may_create(context_.pair.request);
        for (const text::Claim& claim : claims) learned_.teach(claim, pair_, made);
    }

    [[nodiscard]] bool is_firm(const text::Claims& claims) const {
        return std::all_of(claims.begin(), claims.end(), [this](const text::Claim& claim) {
            return learned_.is_firm(claim);
        });
    }

    /// Both sides have the same identifiers there, so that another one is another thing.
    [[nodiscard]] bool is_shared(const Unsettled& each,
                                 const Place& place,
                                 const text::Claims& claims) const {
        const RecordedRequest& request = context_.pair.request;
        if (learned_.shared_at(hash_of(place, request)) || learned_.shared_at(request)) return true;
        // What was recorded at different times was often set up anew for each.
        if (made_apart(context_) || text::names_occasion(place.kind())) return false;
        const bool named = text::names_identifier(place.field);
        if (named && learned_.shared_at(hash_of_kind(place.kind(), request))) return true;
        return is_kind_shared(claims, request, learned_) || is_beside_shared(each, place, claims);
    }

    /// By this pair alone: a thing that both sides call by the same name is the same thing, and
    /// what it belongs to is, too. Not what it is called itself, nor what POST has just made.
    [[nodiscard]] bool is_beside_shared(const Unsettled& each,
                                        const Place& place,
                                        const text::Claims& claims) const {
        if (may_create(context_.pair.request)) return false;
        const Node object = objects_.of(each.live.node);
        if (object == nowhere) return false;
        if (!text::names_identifier(place.field)) {
            const bool of_another =
                std::any_of(claims.begin(), claims.end(), [&place](const text::Claim& claim) {
                    return !claim.kind.empty() && claim.kind != place.noun;
                });
            return of_another && shared_.own.contains(object);
        }
        if (!place.is_own()) return is_shared_thing(object, place.noun);
        const Node holder = objects_.holder(object);
        return text::thing_of(place.field).empty() && holder != nowhere &&
               is_shared_thing(holder, {});
    }

    /// What does not say which one it is, is part of what it is in.
    [[nodiscard]] bool is_shared_thing(Node object, std::string_view noun) const {
        while (object != nowhere && !shared_.own.contains(object)) {
            if (objects_.is_identified(object, noun)) return false;
            if (shared_.related.contains(object)) return true;
            object = objects_.holder(object);
            noun = {};
        }
        return object != nowhere;
    }

    void time(const Unsettled& each) {
        const auto times = times_of(each.live.text(), each.shadow.text());
        const Moments moments = moments_of(context_.pair);
        const bool number = each.live.type() == JsonType::number;
        const bool varies = learned_.varies(context_.pair.request, each.path, each.live.text());
        const Place place = place_of(each);
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
    JsonObjects objects_;
    Collector& findings_;
    SharedIdentifiers shared_;
    std::uint64_t pair_;
    std::set<std::pair<std::string, std::string>> accepted_;  // as aliases
    std::set<std::uint64_t> noted_;
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

Opinion settle_text(const std::string& live,
                    const std::string& shadow,
                    std::string_view field,
                    const PairContext& context) {
    auto& learned = context.knowledge.learned();
    std::string kind = text::thing_of(field);
    if (kind.starts_with("x-")) kind.erase(0, 2);
    const auto claims = text::claims_of(live, shadow, field, kind.empty() ? field : kind);
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
    const RecordedRequest& request = context.pair.request;
    const bool shared = learned.shared_at(request) ||
                        (!made_apart(context) && is_kind_shared(*claims, request, learned));
    if (opinion.same && !known && shared) return {};
    for (const text::Claim& claim : *claims) learned.teach(claim, pair);
    return opinion;
}

}  // namespace crossfade::compare
