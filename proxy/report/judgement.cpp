// See judgement.hpp. An endpoint is blocked only by what is proven, and ready only by what is.
#include "proxy/report/judgement.hpp"

#include "proxy/report/text_format.hpp"
#include "routing/exact_test.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

struct Opinion {
    State state = State::ready;
    std::string reason;
};

std::string target_text(double target) { return "target " + percent(target, 3) + " %"; }

/// What most often keeps the responses from being the same.
std::string shortfall(const EndpointReport& endpoint) {
    const Tally& judged = endpoint.judged;
    const std::string tail = ", " + target_text(endpoint.target);
    if (judged.shadow_error > judged.mismatch) {
        return grouped(judged.tried()) + " tried, the shadow failed " +
               percent(endpoint.shadow_error.share(), 3) + " %" + tail;
    }
    const auto& interval = endpoint.match.interval;
    std::string text = grouped(judged.compared()) + " compared, " +
                       percent(1 - endpoint.match.share(), 3) + " % differ (95 % interval " +
                       percent(1 - interval.high, 3) + " - " + percent(1 - interval.low, 3) + " %)";
    if (judged.lapsed > 0) {
        text += ", " + grouped(judged.lapsed) +
                " of them hidden until now by a rule that no longer holds";
    }
    if (judged.shadow_error > 0) {
        text += ", the shadow failed " + percent(endpoint.shadow_error.share(), 3) + " %";
    }
    return text + tail;
}

Opinion by_all(EndpointReport& endpoint) {
    const Tally& judged = endpoint.judged;
    endpoint.proven = routing::share_at_least(judged.match, judged.tried());
    if (endpoint.proven >= endpoint.target) return {};
    if (routing::share_at_most(judged.match, judged.tried()) < endpoint.target) {
        return {State::blocked, shortfall(endpoint)};
    }
    const auto needed = routing::trials_needed(judged.match, judged.tried(), endpoint.target);
    if (judged.match == judged.tried()) {
        return {State::unsure,
                "only " + grouped(judged.compared()) + " compared, needs " + grouped(needed) +
                    " without a difference for " + percent(endpoint.target, 3) + " %"};
    }
    return {State::unsure,
            shortfall(endpoint) + ": too few to tell" +
                (needed > 0 ? ", needs " + grouped(needed) + " at this rate" : "")};
}

/// True where hardly any request is a new one, so that what was seen is what there is. A body or a
/// query may always be another one.
bool seen_all(const EndpointReport& endpoint) {
    const std::string& method = endpoint.name().method;
    const bool has_body = method == "POST" || method == "PUT" || method == "PATCH";
    const bool open_ended = has_body || endpoint.stored.has_queries ||
                            endpoint.name().path.find('{') != std::string::npos;
    const auto compared = static_cast<double>(endpoint.judged.compared());
    return !open_ended &&
           static_cast<double>(endpoint.distinct.whole) <= (1 - endpoint.target) * compared;
}

Opinion by_distinct(EndpointReport& endpoint) {
    const Rate& distinct = endpoint.distinct;
    if (seen_all(endpoint)) return {};
    if (routing::share_at_least(distinct.part, distinct.whole) >= endpoint.target) return {};
    endpoint.needed = routing::trials_needed(distinct.part, distinct.whole, endpoint.target);
    if (routing::share_at_most(distinct.part, distinct.whole) < endpoint.target) {
        return {State::blocked,
                grouped(distinct.whole - distinct.part) + " of " + grouped(distinct.whole) +
                    " distinct requests differ, " + target_text(endpoint.target)};
    }
    return {State::unsure,
            "only " + grouped(distinct.whole) + " distinct requests" +
                (endpoint.needed > 0 ? ", needs " + grouped(endpoint.needed) : "") + " for " +
                percent(endpoint.target, 3) + " %"};
}

/// What was mirrored and says nothing about the shadow.
Opinion by_what_is_not_compared(const EndpointReport& endpoint) {
    const store::StoredEndpoint& stored = endpoint.stored;
    const std::uint64_t failing = store::sum(stored.live_error) + stored.both_failed;
    const std::uint64_t unseen = store::sum(stored.not_compared);
    const std::uint64_t all =
        stored.compared() + store::sum(stored.shadow_error) + failing + unseen;
    const Rate failed = rate_of(failing, all);
    if (failed.share() > max_failing) {
        const bool proven = routing::share_at_least(failing, all) > max_failing;
        return {proven ? State::blocked : State::unsure,
                "live or both sides failed " + percent(failed.share(), 3) + " % of " +
                    grouped(all) + " requests, which says nothing about the shadow"};
    }
    const Rate missing = rate_of(unseen, all);
    if (missing.share() > max_not_compared) {
        return {State::unsure,
                percent(missing.share(), 3) + " % of " + grouped(all) + " were not compared"};
    }
    return {};
}

/// The newest build with enough to say is better than the one before.
bool improves(const EndpointReport& endpoint) {
    std::vector<const BuildReport*> named;
    for (const auto& build : endpoint.trend) {
        if (!build.build.empty() && build.match.known()) named.push_back(&build);
    }
    if (named.size() < 2) return false;
    const Rate& newest = named.back()->match;
    const Rate& before = named[named.size() - 2]->match;
    return routing::fisher_p(
               newest.part, newest.whole, newest.part + before.part, newest.whole + before.whole) <
           0.05;
}

void take_worse(Opinion& opinion, Opinion other) {
    if (other.state < opinion.state) opinion = std::move(other);
}

}  // namespace

void judge(EndpointReport& endpoint) {
    if (endpoint.judged.tried() == 0) {
        endpoint.state = State::unsure;
        endpoint.needed = routing::trials_needed(0, 0, endpoint.target);
        endpoint.reason = endpoint.build.empty()
                              ? "nothing compared yet"
                              : "nothing compared since build " + shown(endpoint.build, 40);
        return;
    }
    Opinion opinion = by_all(endpoint);
    take_worse(opinion, by_distinct(endpoint));
    take_worse(opinion, by_what_is_not_compared(endpoint));
    if (opinion.state == State::blocked && improves(endpoint)) opinion.state = State::improving;
    endpoint.state = opinion.state;
    endpoint.reason = std::move(opinion.reason);
}

}  // namespace crossfade::report
