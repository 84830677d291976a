// Atomics without order: each of them tells its own part, and a wrong guess costs one copy.
#include "proxy/mirror/breaker.hpp"

namespace crossfade::mirror {
namespace {

constexpr std::int64_t second = 1'000'000'000;

std::int64_t nanoseconds(std::chrono::steady_clock::duration duration) noexcept {
    return std::chrono::nanoseconds(duration).count();
}

}  // namespace

// Something is held back, and it is time for another copy.
Breaker::Passage Breaker::decide(const Settings& settings, Time time) noexcept {
    if (!settings) {
        resume();
        return Passage::granted;
    }
    const auto now = nanoseconds_of(time);
    if (suspended_at_.load(relaxed) != 0) return pass_one(now, nanoseconds(settings->pause));
    const auto failing = failing_at_.load(relaxed);
    return failing == 0 ? Passage::granted : recover(failing, now);
}

Breaker::Passage Breaker::recover(std::int64_t since, std::int64_t now) noexcept {
    const auto seconds = (now - since) / second;
    if (seconds >= doublings) {
        failing_at_.compare_exchange_strong(since, 0, relaxed);
        return Passage::granted;
    }
    const auto factor = seconds > 0 ? std::int64_t{1} << static_cast<unsigned>(seconds) : 1;
    return pass_one(now, second / (slowest * factor));
}

// Of several threads one.
Breaker::Passage Breaker::pass_one(std::int64_t now, std::int64_t pause) noexcept {
    auto next = next_.load(relaxed);
    const bool mine = next <= now && next_.compare_exchange_strong(next, now + pause, relaxed);
    return mine ? Passage::granted : refusal();
}

void Breaker::ended(Ended how, const Settings& settings, Time now) noexcept {
    if (!settings) return;
    const auto time = nanoseconds_of(now);
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
        failing_at_.store(time, relaxed);
    }
    if (how == Ended::timed_out && timeouts_.fetch_add(1, relaxed) + 1 >= settings->timeouts) {
        suspend(*settings, time);
    }
}

void Breaker::suspend(const config::MirrorBreaker& settings, std::int64_t now) noexcept {
    if (suspended_at_.load(relaxed) != 0) return;
    next_.store(now + nanoseconds(settings.pause), relaxed);
    std::int64_t running = 0;
    if (suspended_at_.compare_exchange_strong(running, now)) suspensions_.fetch_add(1, relaxed);
}

// At once and in full: a shadow that answers again is believed until it fails again.
void Breaker::resume() noexcept {
    timeouts_.store(0, relaxed);
    failures_.store(0, relaxed);
    failing_at_.store(0, relaxed);
    next_.store(0, relaxed);
    suspended_at_.store(0);
}

std::optional<Breaker::Time> Breaker::suspended_since() const noexcept {
    const auto since = suspended_at_.load(relaxed);
    if (since == 0) return std::nullopt;
    return Time(std::chrono::duration_cast<Time::duration>(std::chrono::nanoseconds(since)));
}

}  // namespace crossfade::mirror
