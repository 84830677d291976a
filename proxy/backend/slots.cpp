// Who gives back looks at the line after the count went down, who joins the line looks at the count
// after joining, both in sequentially consistent order: one of the two sees the other, so nobody is
// left waiting beside a free slot.
#include "proxy/backend/slots.hpp"

#include "proxy/net/signal.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace crossfade::backend {

// Shared by the coroutine that waits, the line, and a message on its way to the waiter's loop.
class Slots::Waiter final : public net::Deadline {
public:
    Waiter(asio::io_context& its_context, net::DeadlineWheel& wheel, Slots& its_slots) noexcept
        : Deadline(wheel), context(&its_context), slots(&its_slots) {}

    asio::io_context* context;
    Slots* slots;
    net::Signal woken;
    bool taken = false;
    bool over = false;

private:
    // If it was let in just now, the message that says so is on its way.
    void expired() override {
        over = slots->leave(*this);
        if (over) woken.notify();
    }
};

void Slots::set_limit(std::size_t limit) {
    limit_.store(limit);
    let_in();
}

bool Slots::take_past_the_line() noexcept {
    auto used = used_.load();
    while (used < limit_.load()) {
        if (used_.compare_exchange_weak(used, used + 1)) return true;
    }
    return false;
}

bool Slots::join(const std::shared_ptr<Waiter>& waiter) {
    if (pending_->waiting.fetch_add(1) >= pending_->limit.load()) {
        pending_->waiting.fetch_sub(1);
        return false;
    }
    const std::scoped_lock lock(mutex_);
    line_.push_back(waiter);
    line_length_.fetch_add(1);
    return true;
}

bool Slots::leave(const Waiter& waiter) noexcept {
    const std::scoped_lock lock(mutex_);
    const auto found = std::find_if(line_.begin(), line_.end(), [&waiter](const auto& entry) {
        return entry.get() == &waiter;
    });
    if (found == line_.end()) return false;
    line_.erase(found);
    line_length_.fetch_sub(1);
    pending_->waiting.fetch_sub(1);
    return true;
}

Awaitable<Slots::Waited> Slots::wait(asio::io_context& context,
                                     net::DeadlineWheel& wheel,
                                     net::Clock::time_point until,
                                     std::function<void()> in_line) {
    const auto waiter = std::make_shared<Waiter>(context, wheel, *this);
    if (!join(waiter)) {
        pending_->refused.add();
        co_return Waited::line_full;
    }
    pending_->waited.add();
    waiter->set(until);
    if (in_line) in_line();
    let_in();  // there may be room by now
    while (!waiter->taken && !waiter->over) co_await waiter->woken.wait();
    waiter->clear();
    if (waiter->taken) co_return Waited::taken;
    pending_->timed_out.add();
    co_return Waited::too_late;
}

void Slots::give_back() noexcept {
    used_.fetch_sub(1);
    if (line_length_.load() > 0) let_in();
}

void Slots::let_in() noexcept {
    const std::scoped_lock lock(mutex_);
    while (!line_.empty() && take_past_the_line()) {
        auto waiter = std::move(line_.front());
        line_.pop_front();
        line_length_.fetch_sub(1);
        pending_->waiting.fetch_sub(1);
        auto& context = *waiter->context;
        asio::post(context, [waiter = std::move(waiter)] {
            waiter->taken = true;
            waiter->woken.notify();
        });
    }
}

}  // namespace crossfade::backend
