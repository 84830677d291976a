// A deadline that moved to a later time stays in its old slot until that slot comes round.
#include "proxy/net/deadline.hpp"

#include <algorithm>

namespace crossfade::net {

void Link::insert_before(Link& other) noexcept {
    previous = other.previous;
    next = &other;
    other.previous->next = this;
    other.previous = this;
}

void Link::remove() noexcept {
    previous->next = next;
    next->previous = previous;
    next = previous = this;
}

void Link::adopt(Link& list) noexcept {
    if (list.alone()) return;
    insert_before(list);
    list.remove();
}

void Deadline::set(Clock::time_point at) noexcept {
    at_ = at;
    if (!alone() && wheel_->tick_of(at) >= slot_tick_) return;  // its slot comes first, looks again
    remove();
    wheel_->insert(*this);
}

DeadlineWheel::DeadlineWheel(asio::io_context& context) : timer_(context) {}

void DeadlineWheel::start() { schedule(); }

// A tick that is due already is past cancelling.
void DeadlineWheel::stop() {
    stopped_ = true;
    timer_.cancel();
}

std::size_t DeadlineWheel::tick_of(Clock::time_point at) const noexcept {
    if (at <= start_) return 0;
    return static_cast<std::size_t>((at - start_) / tick) + 1;  // the first tick after `at`
}

void DeadlineWheel::insert(Deadline& deadline) noexcept {
    const auto nearest = current_ + 1;
    const auto farthest = current_ + slot_count - 1;
    deadline.slot_tick_ = std::clamp(tick_of(deadline.at_), nearest, farthest);
    deadline.insert_before(slots_[deadline.slot_tick_ % slot_count]);
}

void DeadlineWheel::schedule() {
    timer_.expires_at(start_ + tick * static_cast<Clock::rep>(current_ + 1));
    timer_.async_wait([this](boost::system::error_code error) {
        if (error || stopped_) return;
        advance();
        schedule();
    });
}

void DeadlineWheel::advance() {
    const auto now = Clock::now();
    const auto reached = static_cast<std::size_t>((now - start_) / tick);
    while (current_ < reached) {
        ++current_;
        visit(slots_[current_ % slot_count], now);
    }
}

// A private list is walked, because what expires may set or destroy other deadlines of this slot.
void DeadlineWheel::visit(Link& slot, Clock::time_point now) {
    Link due;
    due.adopt(slot);
    while (!due.alone()) {
        auto& deadline = static_cast<Deadline&>(*due.next);
        deadline.remove();
        if (!deadline.is_set()) continue;
        if (deadline.at_ > now) {
            insert(deadline);
            continue;
        }
        deadline.clear();
        deadline.expired();
    }
}

}  // namespace crossfade::net
