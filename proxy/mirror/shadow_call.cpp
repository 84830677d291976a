// A coroutine makes one call after the other: spawning one for each costs more than most calls.
// What is to be called in one turn of the loop begins together in the next.
#include "proxy/mirror/shadow_call.hpp"

#include "proxy/mirror/shadow_exchange.hpp"
#include "proxy/net/signal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <utility>
#include <vector>

namespace crossfade::mirror {

// Of one event loop.
class ShadowCallers {
public:
    explicit ShadowCallers(const backend::Loop& loop) : loop_(loop) {}

    [[nodiscard]] std::optional<observe::DropReason> call(const std::shared_ptr<Tee>& tee,
                                                          Copy& copy);

private:
    struct Caller {
        explicit Caller(net::DeadlineWheel& wheel) : exchange(wheel) {}

        ShadowExchange exchange;
        net::Signal wake;                // its coroutine, which waits here between calls
        std::unique_ptr<Caller> itself;  // until its coroutine goes on
    };

    // More than usual are under way only while a shadow is slow.
    static constexpr std::size_t most_idle = 64;

    [[nodiscard]] std::unique_ptr<Caller> take();
    void start_waiting();
    [[nodiscard]] Awaitable<void> serve(Caller* caller);

    backend::Loop loop_;
    std::vector<std::unique_ptr<Caller>> idle_;
    std::vector<std::unique_ptr<Caller>> waiting_;  // for the next turn
    std::vector<std::unique_ptr<Caller>> starting_;
};

std::unique_ptr<ShadowCallers::Caller> ShadowCallers::take() {
    if (idle_.empty()) return std::make_unique<Caller>(*loop_.wheel);
    auto caller = std::move(idle_.back());
    idle_.pop_back();
    return caller;
}

std::optional<observe::DropReason> ShadowCallers::call(const std::shared_ptr<Tee>& tee,
                                                       Copy& copy) {
    auto caller = take();
    const auto reason = caller->exchange.prepare(tee, copy);
    if (reason) {
        idle_.push_back(std::move(caller));
        return reason;
    }
    copy.mirrored = true;
    copy.plan->metrics.accounting->count_mirrored();
    caller->exchange.begin();
    // Posted, so that the live exchange, in whose turn this is, goes on first.
    if (waiting_.empty()) asio::post(*loop_.context, [this] { start_waiting(); });
    waiting_.push_back(std::move(caller));
    return std::nullopt;
}

void ShadowCallers::start_waiting() {
    starting_.swap(waiting_);
    for (auto& caller : starting_) {
        auto& starts = *caller;
        starts.itself = std::move(caller);
        if (starts.wake.awaited()) {
            starts.wake.notify();
        } else {
            asio::co_spawn(*loop_.context, serve(&starts), asio::detached);
        }
    }
    starting_.clear();
}

// Owned by its coroutine during a call, by the list of the idle ones between calls: destroying the
// one destroys the other.
Awaitable<void> ShadowCallers::serve(Caller* caller) {
    for (;;) {
        auto owned = std::move(caller->itself);
        const bool stale = co_await caller->exchange.attempt(false);
        if (stale) static_cast<void>(co_await caller->exchange.attempt(true));
        if (idle_.size() >= most_idle) co_return;
        idle_.push_back(std::move(owned));
        co_await caller->wake.wait();
    }
}

std::optional<observe::DropReason> start_shadow_call(const std::shared_ptr<Tee>& tee, Copy& copy) {
    auto& mirrors = tee->mirrors();
    if (!mirrors.callers) mirrors.callers = std::make_shared<ShadowCallers>(mirrors.loop);
    return mirrors.callers->call(tee, copy);
}

void abort_shadow_calls(Mirrors& mirrors) {
    for (auto* link = mirrors.calls.next; link != &mirrors.calls;) {
        auto& call = static_cast<CallLimit&>(*link);
        link = link->next;
        call.cut(asio::error::operation_aborted);
    }
}

}  // namespace crossfade::mirror
