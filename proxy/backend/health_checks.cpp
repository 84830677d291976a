// One coroutine per endpoint, so that its checks never overlap, and a slow endpoint delays no
// other.
#include "proxy/backend/health_checks.hpp"

#include "proxy/observe/random.hpp"
#include "routing/health_threshold.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace crossfade::backend {
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

// Endpoints that were started together must not be checked together for ever.
std::chrono::nanoseconds with_jitter(std::chrono::nanoseconds interval, observe::Random& random) {
    constexpr std::uint64_t fine = 1'000'000;
    const auto part = 0.9 + 0.2 * static_cast<double>(random.next() % fine) / fine;
    return std::chrono::nanoseconds(
        static_cast<std::int64_t>(static_cast<double>(interval.count()) * part));
}

}  // namespace

// What checks use, which may outlast whoever wanted them.
struct HealthChecks::Core {
    explicit Core(asio::io_context& its_context) : context(&its_context), wheel(its_context) {
        wheel.start();
    }

    [[nodiscard]] static std::shared_ptr<Core> make(asio::io_context& context) {
        return {new Core(context), &Core::end};
    }

    // A tick may be due already: the wheel stays until that has passed.
    static void end(Core* core) {
        core->wheel.stop();
        asio::post(*core->context, [owned = std::unique_ptr<Core>(core)] {});
    }

    [[nodiscard]] Loop loop() noexcept { return {context, &wheel, &blocks}; }

    asio::io_context* context;
    net::DeadlineWheel wheel;
    net::BlockPool blocks;
    observe::Random random;
};

struct HealthChecks::Checked {
    Checked(asio::io_context& context, Target its_target)
        : target(std::move(its_target)),
          threshold(target.target.check.healthy, target.target.check.unhealthy),
          timer(context) {}

    void change(Target next) {
        const bool other = !next.target.asks_the_same_as(target.target);
        target = std::move(next);
        threshold.change(target.target.check.healthy, target.target.check.unhealthy);
        if (!other) return;
        at_once = true;
        timer.cancel();
    }

    Target target;
    routing::HealthThreshold threshold;
    asio::steady_timer timer;
    HealthCheckUnderWay under_way;
    bool at_once = false;  // the next check does not wait for its time
    bool removed = false;
};

HealthChecks::HealthChecks(asio::io_context& context) : core_(Core::make(context)) {}

HealthChecks::~HealthChecks() { publish({}); }

void HealthChecks::publish(std::vector<Target> targets) {
    auto before = std::exchange(checked_, {});
    for (auto& target : targets) {
        auto& entry = checked_[target.key];
        if (entry) continue;  // given twice
        const auto known = before.find(target.key);
        if (known != before.end()) {
            entry = std::move(known->second);
            before.erase(known);
            entry->change(std::move(target));
            continue;
        }
        entry = std::make_shared<Checked>(*core_->context, std::move(target));
        asio::co_spawn(*core_->context, run(core_, entry), asio::detached);
    }
    for (const auto& [key, gone] : before) {
        gone->removed = true;
        gone->timer.cancel();
        gone->under_way.abort();
    }
}

// The first step runs on the loop too, after publish() has returned.
Awaitable<void> HealthChecks::run(std::shared_ptr<Core> core, std::shared_ptr<Checked> checked) {
    while (!checked->removed) {
        const auto target = checked->target.target;
        const auto loop = core->loop();
        checked->at_once = false;
        auto result = co_await check_health(loop, target, checked->under_way);
        if (checked->removed) break;
        // What was changed meanwhile is not what this result is about.
        if (!checked->at_once && result.verdict != HealthResult::Verdict::unknown) {
            const bool passed = result.verdict == HealthResult::Verdict::passed;
            const bool healthy = checked->threshold.record(passed);
            const auto tell = checked->target.on_result;
            tell(passed, healthy, std::move(result.why));
        }
        if (!checked->removed && !checked->at_once) co_await pause(*core, *checked);
    }
}

Awaitable<void> HealthChecks::pause(Core& core, Checked& checked) {
    const auto interval = checked.target.target.check.interval;
    checked.timer.expires_after(with_jitter(interval, core.random));
    co_await checked.timer.async_wait(awaited);
}

}  // namespace crossfade::backend
