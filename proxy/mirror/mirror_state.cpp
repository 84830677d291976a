// Atomics without order: a budget may be off by a request under way, never for good.
#include "proxy/mirror/mirror_state.hpp"

#include <tuple>

namespace crossfade::mirror {

bool MirrorState::enter(std::size_t limit) noexcept {
    if (in_flight_.fetch_add(1, std::memory_order_relaxed) < limit) return true;
    leave();
    return false;
}

bool MirrorState::charge(std::size_t bytes, std::size_t limit) noexcept {
    if (memory_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= limit) return true;
    free(bytes);
    return false;
}

bool MirrorState::wait_for_recheck() noexcept {
    if (waiting_.fetch_add(1, std::memory_order_relaxed) < rechecks_waiting) return true;
    stop_waiting();
    return false;
}

std::shared_ptr<compare::Knowledge> MirrorState::knowledge(const std::string& live,
                                                           const std::string& shadow) {
    const std::lock_guard lock(mutex_);
    auto& known = knowledge_[{live, shadow}];
    if (!known) known = std::make_shared<compare::Knowledge>();
    return known;
}

std::shared_ptr<MirrorState> MirrorStates::find(const std::string& route,
                                                const std::string& mirror) {
    const std::lock_guard lock(mutex_);
    auto& state = states_[{route, mirror}];
    if (!state) state = std::make_shared<MirrorState>();
    return state;
}

std::vector<observe::MirrorHealth> MirrorStates::health() const {
    const auto now = std::chrono::steady_clock::now();
    const auto wall = std::chrono::system_clock::now();
    std::vector<observe::MirrorHealth> all;
    const std::lock_guard lock(mutex_);
    for (const auto& [key, state] : states_) {
        auto& health = all.emplace_back();
        std::tie(health.route, health.mirror) = key;
        const auto& breaker = state->breaker();
        health.suspensions = breaker.suspensions();
        if (const auto since = breaker.suspended_since()) {
            health.suspended_since =
                wall -
                std::chrono::duration_cast<std::chrono::system_clock::duration>(now - *since);
        }
        health.memory = state->memory();
    }
    return all;
}

}  // namespace crossfade::mirror
