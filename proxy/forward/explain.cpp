// Asks decide() like the forwarder, then puts into words what a mirror would do with the request.
#include "proxy/forward/explain.hpp"

#include "proxy/forward/decision.hpp"
#include "proxy/http/forwarding.hpp"
#include "proxy/http/target.hpp"
#include "routing/key.hpp"
#include "routing/percent.hpp"

#include <algorithm>
#include <array>

namespace crossfade::forward {
namespace {

std::string words_of(const routing::RouteMatch& match) {
    static constexpr std::array<const char*, 3> kinds{"exact", "prefix", "regex"};
    std::string words = "path ";
    words.append(kinds[static_cast<std::size_t>(match.path.kind)]).append(" ");
    words.append(match.path.value);
    for (const auto& host : match.hosts) words.append(", host ").append(host);
    for (const auto& method : match.methods) words.append(", method ").append(method);
    for (const auto& header : match.headers) words.append(", header ").append(header.name);
    for (const auto& query : match.query) words.append(", query ").append(query.name);
    return words;
}

// Owns what routing only looks at.
struct Facts {
    explicit Facts(const ExplainedRequest& request) {
        for (const auto& [name, value] : request.headers) fields.push_back({name, value});
        const auto mark = request.target.find('?');
        const std::string_view target(request.target);
        view.method = request.method;
        view.host = http::host_of(request.host);
        view.path = target.substr(0, mark);
        if (mark != std::string::npos) view.query = target.substr(mark + 1);
        view.fields = fields;
        view.client_address = request.client_address;
    }

    std::vector<routing::Field> fields;
    routing::Request view;
};

std::string reason_of(const Decision& decision, const routing::Split& split) {
    if (decision.overridden) return "the override header names it";
    const auto share = routing::to_percent(split.share_of(decision.backend));
    if (decision.key_source == "random") return "no key found: at random, at " + share;
    return "the bucket falls into its share of " + share;
}

ExplainedMirror explain_mirror(const config::Route& route,
                               const config::Mirror& mirror,
                               const config::Snapshot& snapshot,
                               const Decision& decision,
                               const Facts& facts) {
    ExplainedMirror explained;
    explained.to = mirror.to;
    const auto& live = route.split[decision.backend].backend;
    explained.backend =
        mirror.to == "other" ? route.split[1 - decision.backend].backend : mirror.to;
    const bool live_listed =
        mirror.live.empty() ||
        std::find(mirror.live.begin(), mirror.live.end(), live) != mirror.live.end();
    const bool method_listed =
        std::find(mirror.methods.begin(), mirror.methods.end(), facts.view.method) !=
        mirror.methods.end();
    if (decision.overridden) {
        explained.reason = "an overridden request is no evidence";
    } else if (explained.backend == live || !live_listed) {
        explained.reason = "not for requests that " + live + " serves";
    } else if (!method_listed) {
        explained.reason = "the method is not listed";
    } else if (routing::find_field(facts.view.fields, http::mirror_marker)) {
        explained.reason = "the request is a mirrored one itself";
    } else if (decision.sample >= mirror.sample.parts_per_million) {
        explained.reason = "not in the sample of " + routing::to_percent(mirror.sample);
    } else {
        explained.sent = true;
        explained.reason = "in the sample of " + routing::to_percent(mirror.sample);
    }
    if (!explained.sent) return explained;
    const auto backend = snapshot.find_backend(explained.backend);
    explained.path = mirror.rewrite.replace_prefix
                         ? routing::rewrite_path(
                               facts.view.path, route.match.path, *mirror.rewrite.replace_prefix)
                         : std::string(facts.view.path);
    if (mirror.rewrite.host) {
        explained.host = *mirror.rewrite.host;
    } else if (backend) {
        explained.host = snapshot.config.backends[*backend].host.value_or("");
    }
    return explained;
}

std::string words_of(const config::FailureConditions& conditions) {
    std::string words = conditions.unreachable ? "unreachable" : "";
    for (const auto status : conditions.statuses) {
        if (!words.empty()) words += ", ";
        words += std::to_string(status);
    }
    return words;
}

std::string words_of(const config::Retry& retry) {
    if (retry.attempts == 1) return "never";
    return "up to " + std::to_string(retry.attempts) + " attempts on " + words_of(retry.on) +
           ", budget " + routing::to_percent(retry.budget);
}

void explain_fallback(const config::Route& route,
                      const Decision& decision,
                      const Facts& facts,
                      Explanation& explanation) {
    if (!route.fallback) {
        explanation.fallback_reason = "the route has none";
        return;
    }
    const auto& fallback = *route.fallback;
    if (decision.overridden) {
        explanation.fallback_reason = "an overridden request stays where it was sent";
        return;
    }
    if (fallback.to == explanation.backend) {
        explanation.fallback_reason = fallback.to + " is the fallback itself";
        return;
    }
    const auto& methods = fallback.methods;
    const bool listed =
        std::find(methods.begin(), methods.end(), facts.view.method) != methods.end();
    explanation.fallback = fallback.to;
    explanation.fallback_reason = "if " + explanation.backend + " has no endpoint in service";
    if (listed) explanation.fallback_reason += ", or on " + words_of(fallback.on);
}

routing::Split split_of(const config::Snapshot& snapshot,
                        const LiveSplits* splits,
                        std::size_t route) {
    const auto live = splits ? splits->find(snapshot.config.routes[route].name) : nullptr;
    return live ? live->current() : routing::Split(snapshot.split_shares[route]);
}

}  // namespace

Explanation explain(const config::Snapshot& snapshot,
                    const LiveSplits* splits,
                    const ExplainedRequest& request) {
    Explanation explanation;
    const Facts facts(request);
    const auto found = snapshot.table.find(facts.view);
    if (!found) return explanation;
    const auto& route = snapshot.config.routes[*found];
    const auto split = split_of(snapshot, splits, *found);
    observe::Random random;
    const auto decision = decide(snapshot, route, split, facts.view, random);
    explanation.route = route.name;
    explanation.match = words_of(route.match);
    explanation.key_source = decision.key_source;
    if (const auto key = routing::find_key(route.key, facts.view)) {
        explanation.key = *key;
        explanation.bucket = decision.bucket;
    }
    explanation.overridden = decision.overridden;
    explanation.backend = route.split[decision.backend].backend;
    explanation.reason = reason_of(decision, split);
    explanation.path = route.rewrite.replace_prefix
                           ? routing::rewrite_path(
                                 facts.view.path, route.match.path, *route.rewrite.replace_prefix)
                           : std::string(facts.view.path);
    const auto& backend =
        snapshot.config.backends[snapshot.split_backends[*found][decision.backend]];
    explanation.host = backend.host.value_or(request.host);
    explanation.retry = words_of(route.retry);
    explain_fallback(route, decision, facts, explanation);
    for (const auto& mirror : route.mirrors) {
        auto& explained = explanation.mirrors.emplace_back(
            explain_mirror(route, mirror, snapshot, decision, facts));
        if (explained.sent && explained.host.empty()) explained.host = request.host;
    }
    return explanation;
}

void set_target(ExplainedRequest& request, const std::string& url) {
    const auto scheme = url.find("://");
    if (scheme == std::string::npos || url.starts_with('/')) {
        request.target = url;
        return;
    }
    const auto authority = scheme + 3;
    const auto path = std::min(url.find_first_of("/?", authority), url.size());
    request.host = url.substr(authority, path - authority);
    request.target = url.substr(path);
    if (request.target.empty() || request.target.front() == '?') request.target.insert(0, "/");
}

}  // namespace crossfade::forward
