// The budgets of one mirror of one route: shared by all event loops, kept over reloads. A full
// budget drops a copy, never a request.
#pragma once

#include "config/config.hpp"
#include "proxy/compare/knowledge.hpp"
#include "proxy/mirror/breaker.hpp"
#include "proxy/mirror/rate.hpp"
#include "proxy/observe/mirror_health.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::mirror {

/// Any thread; limits come with each call because a reload may change them.
class MirrorState {
public:
    static constexpr std::size_t rechecks_waiting = 64;

    /// True if one more may be under way; then leave() must follow.
    [[nodiscard]] bool enter(std::size_t limit) noexcept;
    void leave() noexcept { in_flight_.fetch_sub(1, std::memory_order_relaxed); }

    /// True if the rate allows one now. `per_second` 0 allows all.
    [[nodiscard]] bool admit(double per_second,
                             std::chrono::steady_clock::time_point now) noexcept {
        return per_second <= 0 || rate_.admit(per_second, std::chrono::seconds(1), now);
    }

    /// True if that much more memory may be held; then free() must follow.
    [[nodiscard]] bool charge(std::size_t bytes, std::size_t limit) noexcept;
    void free(std::size_t bytes) noexcept { memory_.fetch_sub(bytes, std::memory_order_relaxed); }

    /// True if one more may be asked again now, or a mismatch be looked at again.
    [[nodiscard]] bool admit_probe(double per_second,
                                   std::chrono::steady_clock::time_point now) noexcept {
        return per_second > 0 && probes_.admit(per_second, std::chrono::seconds(0), now);
    }
    [[nodiscard]] bool admit_recheck(double per_second,
                                     std::chrono::steady_clock::time_point now) noexcept {
        return per_second > 0 && rechecks_.admit(per_second, std::chrono::seconds(1), now);
    }

    /// True if one more mismatch may wait to be looked at again; then stop_waiting() must follow.
    [[nodiscard]] bool wait_for_recheck() noexcept;
    void stop_waiting() noexcept { waiting_.fetch_sub(1, std::memory_order_relaxed); }

    /// What comparing answers of these two backends has taught. Not on the live path.
    [[nodiscard]] std::shared_ptr<compare::Knowledge> knowledge(const std::string& live,
                                                                const std::string& shadow);

    [[nodiscard]] Breaker& breaker() noexcept { return breaker_; }

    [[nodiscard]] std::size_t memory() const noexcept {
        return memory_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::size_t> in_flight_{0};
    std::atomic<std::size_t> memory_{0};
    Rate rate_;
    Breaker breaker_;
    Rate probes_;
    Rate rechecks_;
    std::atomic<std::size_t> waiting_{0};
    std::mutex mutex_;  // of knowledge_
    std::map<std::pair<std::string, std::string>, std::shared_ptr<compare::Knowledge>> knowledge_;
};

/// By route and mirror. Any thread.
class MirrorStates {
public:
    [[nodiscard]] std::shared_ptr<MirrorState> find(const std::string& route,
                                                    const std::string& mirror);

    /// Of every mirror that ever was in force.
    [[nodiscard]] std::vector<observe::MirrorHealth> health() const;

private:
    mutable std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<MirrorState>> states_;
};

}  // namespace crossfade::mirror
