// Registered with the loop's repeats from its birth to its end, so that a drain can end it.
#include "proxy/mirror/asking.hpp"

#include "proxy/mirror/judge.hpp"
#include "proxy/mirror/question.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <optional>

namespace crossfade::mirror {
namespace {

using observe::Again;
using observe::NotAgain;

class Asking;

// One for each side; the last one hands over.
Awaitable<void> ask_side(std::shared_ptr<Asking> asking, Question* question);

class Asking final : public net::Link, public std::enable_shared_from_this<Asking> {
public:
    explicit Asking(std::shared_ptr<Repeat> repeat)
        : repeat_(std::move(repeat)),
          timer_(*mirrors().loop.wheel, *this),
          live_(*repeat_, repeat_->live, *plan().live_again[repeat_->of().live_backend]),
          shadow_(*repeat_, repeat_->shadow, *plan().shadow_of[repeat_->of().live_backend]) {
        insert_before(mirrors().repeats);
    }
    ~Asking() { remove(); }

    void begin(net::Clock::duration delay) {
        itself_ = shared_from_this();
        if (delay > net::Clock::duration::zero()) {
            timer_.set_after(delay);
            return;
        }
        // Posted, so that the live exchange, in whose turn this is, goes on first.
        asio::post(*mirrors().loop.context, [self = itself_] {
            if (self->itself_) self->start();
        });
    }

    void cut() {
        if (itself_) return drop(NotAgain::shutdown);
        live_.cut(asio::error::operation_aborted);
        shadow_.cut(asio::error::operation_aborted);
    }

    void side_ended() {
        if (--open_ > 0) return;
        repeat_->leave();
        remove();
        mirrors().judge->repeated(mirrors().loop_index, repeat_);
    }

private:
    class Timer final : public net::Deadline {
    public:
        Timer(net::DeadlineWheel& wheel, Asking& owner) noexcept
            : Deadline(wheel), owner_(&owner) {}

    private:
        void expired() override { owner_->start(); }

        Asking* owner_;
    };

    [[nodiscard]] const MirrorPlan& plan() const noexcept { return *repeat_->of().plan; }
    [[nodiscard]] Mirrors& mirrors() const noexcept { return repeat_->tee->mirrors(); }

    // The time has come.
    void start() {
        if (const auto reason = refusal()) return drop(*reason);
        const auto self = std::move(itself_);
        stop_waiting();
        open_ = 2;
        auto& context = *mirrors().loop.context;
        asio::co_spawn(context, ask_side(self, &live_), asio::detached);
        asio::co_spawn(context, ask_side(self, &shadow_), asio::detached);
    }

    [[nodiscard]] std::optional<NotAgain> refusal() {
        const auto& tee = *repeat_->tee;
        const auto live = repeat_->of().live_backend;
        if (mirrors().draining) return NotAgain::shutdown;
        if (!plan().live[live]->available() || !plan().live_again[live]->available()) {
            return NotAgain::live_down;
        }
        if (!plan().state->breaker().closed()) return NotAgain::shadow_down;
        if (!plan().state->enter(plan().config->limits.in_flight)) return NotAgain::in_flight;
        repeat_->entered = true;
        if (!repeat_->charge(sizeof(Asking) + sizeof(Repeat))) return NotAgain::memory;
        auto& random = *mirrors().random;
        const auto& body = tee.captured_request();
        live_.request.prepare_again(plan(), *plan().live_again[live], tee.request(), body, random);
        const bool prepared =
            !shadow_.request.prepare(plan(), *plan().shadow_of[live], tee.request(), body, random);
        return prepared ? std::nullopt : std::optional(NotAgain::require_failed);
    }

    void stop_waiting() noexcept {
        if (repeat_->waiting) plan().state->stop_waiting();
        repeat_->waiting = false;
    }

    // The last thing that this does.
    void drop(NotAgain reason) {
        repeat_->counts().count_dropped(repeat_->what, reason);
        timer_.clear();
        remove();
        const auto last = std::move(itself_);
    }

    std::shared_ptr<Repeat> repeat_;
    Timer timer_;
    Question live_;
    Question shadow_;
    std::shared_ptr<Asking> itself_;  // until both sides are being asked
    int open_ = 0;                    // sides
};

Awaitable<void> ask_side(std::shared_ptr<Asking> asking, Question* question) {
    co_await question->ask();
    asking->side_ended();
}

}  // namespace

void ask_again(std::shared_ptr<Repeat> repeat, net::Clock::duration delay) {
    if (repeat->tee->mirrors().draining) {
        repeat->counts().count_dropped(repeat->what, NotAgain::shutdown);
        return;
    }
    std::make_shared<Asking>(std::move(repeat))->begin(delay);
}

void end_repeats(Mirrors& mirrors) {
    mirrors.draining = true;
    for (auto* link = mirrors.repeats.next; link != &mirrors.repeats;) {
        auto& asking = static_cast<Asking&>(*link);
        link = link->next;
        asking.cut();
    }
}

}  // namespace crossfade::mirror
