// See intake.hpp.
#include "proxy/store/intake.hpp"

#include "proxy/store/exemplars.hpp"

#include <algorithm>
#include <iterator>

namespace crossfade::store {

Intake::Place Intake::add(std::string_view route,
                          std::string_view mirror,
                          const Observation& seen) {
    const std::lock_guard lock(mutex_);
    Endpoint& endpoint = endpoint_of(route, mirror, seen);
    Place place;
    if (endpoint.control) {
        tally_.add_control(endpoint.name, seen);
        return place;
    }
    if (!endpoint.tally) endpoint.tally = &tally_.at(endpoint.name);
    tally_.add(endpoint.name, *endpoint.tally, seen);
    place.draw = static_cast<std::int64_t>(random_() >> 1U);
    place.wanted = seen.verdict == compare::Verdict::mismatch ||
                   (seen.verdict == compare::Verdict::match && wants_match(endpoint, place.draw));
    if (place.wanted) place.endpoint = endpoint.name;
    return place;
}

Intake::Endpoint& Intake::endpoint_of(std::string_view route,
                                      std::string_view mirror,
                                      const Observation& seen) {
    const bool remembers = seen.target.size() <= longest_target;
    if (remembers) {
        key_.assign(route).append(1, '\0').append(mirror).append(1, '\0');
        key_.append(seen.method).append(1, '\0').append(seen.target);
        if (const auto known = targets_.find(key_); known != targets_.end()) return *known->second;
    }
    auto name = templates_.name_of(route, mirror, seen.method, seen.target, seen.live_status);
    keep_up();
    Endpoint& endpoint = endpoint_named(std::move(name));
    // Others may be told apart once there is room, or live has found them.
    if (!remembers || !endpoint.name.path.starts_with('/')) return endpoint;
    if (!seen_before_.note(key_)) return endpoint;
    if (targets_.size() >= max_targets) targets_.clear();
    targets_.emplace(key_, &endpoint);
    return endpoint;
}

Intake::Endpoint& Intake::endpoint_named(EndpointName name) {
    const auto [at, is_new] = endpoints_.try_emplace(std::move(name));
    if (is_new) {
        at->second.name = at->first;
        at->second.control = controls_.contains({at->first.route, at->first.mirror});
    }
    return at->second;
}

/// Most of those that come would not be kept by the store: they need not be written at all.
bool Intake::wants_match(Endpoint& endpoint, std::int64_t draw) {
    auto& draws = endpoint.draws;
    if (draws.size() == kept_of_matches.random && draw >= draws.back()) return false;
    draws.insert(std::upper_bound(draws.begin(), draws.end(), draw), draw);
    if (draws.size() > kept_of_matches.random) draws.pop_back();
    return true;
}

void Intake::forget_tallies() noexcept {
    for (auto& [name, endpoint] : endpoints_) endpoint.tally = nullptr;
}

/// After a name was given: it may have shown that others are one.
void Intake::keep_up() {
    auto collapses = templates_.take_collapses();
    if (collapses.empty()) return;
    std::move(collapses.begin(), collapses.end(), std::back_inserter(collapses_));
    tally_.rename(templates_.names());
    targets_.clear();
    endpoints_.clear();
}

void Intake::add(const Repetition& repetition) {
    const std::lock_guard lock(mutex_);
    const auto name = templates_.name_of(repetition.route,
                                         repetition.mirror,
                                         repetition.method,
                                         repetition.target,
                                         repetition.live_status);
    keep_up();
    tally_.add(name, repetition);
}

void Intake::add(const Recheck& recheck) {
    const std::lock_guard lock(mutex_);
    const auto name = templates_.name_of(
        recheck.route, recheck.mirror, recheck.method, recheck.target, recheck.live_status);
    keep_up();
    tally_.add(name, recheck);
}

void Intake::describe(Description description) {
    const std::lock_guard lock(mutex_);
    controls_.clear();
    for (const auto& mirror : description.mirrors) {
        if (mirror.control) controls_.emplace(mirror.route, mirror.mirror);
    }
    for (auto& [name, endpoint] : endpoints_) {
        endpoint.control = controls_.contains({name.route, name.mirror});
    }
    templates_.know(description.known);
    targets_.clear();
    description_ = std::move(description);
}

void Intake::remember(const std::vector<EndpointName>& endpoints,
                      const std::vector<Collapse>& collapses) {
    const std::lock_guard lock(mutex_);
    templates_.remember(endpoints, collapses);
    tally_.rename(templates_.names());
    targets_.clear();
    forget_tallies();
}

Intake::Taken Intake::take() {
    const std::lock_guard lock(mutex_);
    forget_tallies();
    return {std::exchange(collapses_, {}),
            std::exchange(tally_, {}),
            std::exchange(description_, std::nullopt)};
}

}  // namespace crossfade::store
