// Atomics without order: each of them tells its own part, and a wrong guess costs one copy.
#include "proxy/mirror/breaker.hpp"

namespace crossfade::mirror {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;
constexpr std::int64_t second = 1'000'000'000;

std::int64_t nanoseconds_of(std::chrono::steady_clock::duration duration) noexcept {
    return std::chrono::nanoseconds(duration).count();
}

}  // namespace

Breaker::Passage Breaker::pass(const Settings& settings, Time now) noexcept {
    const bool suspended = suspended_at_.load(relaxed) != 0;
    const auto failing = failing_at_.load(relaxed);
    if (!suspended && failing == 0) return Passage::granted;
    if (!settings) {
        resume();
        return Passage::granted;
    }
    if (suspended) return probe(*settings, nanoseconds_of(now.time_since_epoch()));
    return recover(failing, now);
}

Breaker::Passage Breaker::probe(const config::MirrorBreaker& settings, std::int64_t now) noexcept {
    auto next = next_probe_.load(relaxed);
    if (now < next) return Passage::suspended;
    const bool mine =
        next_probe_.compare_exchange_strong(next, now + nanoseconds_of(settings.pause), relaxed);
    return mine ? Passage::granted : Passage::suspended;
}

Breaker::Passage Breaker::recover(std::int64_t since, Time now) noexcept {
    const auto seconds = (nanoseconds_of(now.time_since_epoch()) - since) / second;
    if (seconds >= doublings) {
        failing_at_.compare_exchange_strong(since, 0, relaxed);
        return Passage::granted;
    }
    const auto factor = seconds > 0 ? std::uint64_t{1} << static_cast<unsigned>(seconds) : 1;
    const auto least = flooding_.load(relaxed) ? slowest_floods : slowest;
    const bool allowed =
        rate_.admit(least * static_cast<double>(factor), std::chrono::nanoseconds(0), now);
    return allowed ? Passage::granted : Passage::held_back;
}

void Breaker::ended(Ended how, const Settings& settings, Time now) noexcept {
    if (!settings) return;
    const auto time = nanoseconds_of(now.time_since_epoch());
    if (how != Ended::timed_out) {
        if (timeouts_.load(relaxed) != 0) timeouts_.store(0, relaxed);
        if (suspended_at_.load(relaxed) != 0) resume();
    }
    if (how == Ended::answered) {
        if (failures_.load(relaxed) != 0) failures_.store(0, relaxed);
        return;
    }
    const auto weight = how == Ended::flooded ? flood_weight : 1;
    if (failures_.fetch_add(weight, relaxed) + weight >= failures_allowed) {
        flooding_.store(how == Ended::flooded, relaxed);
        failing_at_.store(time, relaxed);
    }
    if (how == Ended::timed_out && timeouts_.fetch_add(1, relaxed) + 1 >= settings->timeouts) {
        suspend(*settings, time);
    }
}

void Breaker::suspend(const config::MirrorBreaker& settings, std::int64_t now) noexcept {
    if (suspended_at_.load(relaxed) != 0) return;
    next_probe_.store(now + nanoseconds_of(settings.pause), relaxed);
    std::int64_t running = 0;
    if (suspended_at_.compare_exchange_strong(running, now)) suspensions_.fetch_add(1, relaxed);
}

// At once and in full: a shadow that answers again is believed until it fails again.
void Breaker::resume() noexcept {
    timeouts_.store(0, relaxed);
    failures_.store(0, relaxed);
    failing_at_.store(0, relaxed);
    suspended_at_.store(0);
}

std::optional<Breaker::Time> Breaker::suspended_since() const noexcept {
    const auto since = suspended_at_.load(relaxed);
    if (since == 0) return std::nullopt;
    return Time(std::chrono::duration_cast<Time::duration>(std::chrono::nanoseconds(since)));
}

}  // namespace crossfade::mirror
