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
    Place place;
    place.endpoint = templates_.name_of(route, mirror, seen.method, seen.target, seen.live_status);
    keep_up();
    if (!controls_.empty() && controls_.contains({place.endpoint.route, place.endpoint.mirror})) {
        tally_.add_control(place.endpoint, seen);
        return place;
    }
    tally_.add(place.endpoint, seen);
    place.draw = static_cast<std::int64_t>(random_() >> 1U);
    place.wanted =
        seen.verdict == compare::Verdict::mismatch ||
        (seen.verdict == compare::Verdict::match && wants_match(place.endpoint, place.draw));
    return place;
}

/// Most of those that come would not be kept by the store: they need not be written at all.
bool Intake::wants_match(const EndpointName& endpoint, std::int64_t draw) {
    auto& draws = matches_[endpoint];
    draws.insert(std::upper_bound(draws.begin(), draws.end(), draw), draw);
    if (draws.size() <= kept_of_matches.random) return true;
    const bool wanted = draw < draws.back();
    draws.pop_back();
    return wanted;
}

/// After a name was given: it may have shown that others are one.
void Intake::keep_up() {
    auto collapses = templates_.take_collapses();
    if (collapses.empty()) return;
    std::move(collapses.begin(), collapses.end(), std::back_inserter(collapses_));
    tally_.rename(templates_.names());
    matches_.clear();
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
    templates_.know(description.known);
    description_ = std::move(description);
}

void Intake::remember(const std::vector<EndpointName>& endpoints,
                      const std::vector<Collapse>& collapses) {
    const std::lock_guard lock(mutex_);
    templates_.remember(endpoints, collapses);
    tally_.rename(templates_.names());
}

Intake::Taken Intake::take() {
    const std::lock_guard lock(mutex_);
    return {std::exchange(collapses_, {}),
            std::exchange(tally_, {}),
            std::exchange(description_, std::nullopt)};
}

}  // namespace crossfade::store
