// One waiting coroutine, woken by a call instead of a timer or a channel. The waiter's handler is
// kept by its own type, so nothing is erased and nothing allocated.
#pragma once

#include "proxy/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <utility>

namespace crossfade::net {

/// Single-threaded, at most one waiter. Destroying it destroys a waiter that was never woken.
class Signal {
public:
    /// Suspends until notify(). A notification is not remembered: check the condition first.
    [[nodiscard]] Awaitable<void> wait() {
        return asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
            [this](auto handler) { waiter_.emplace(std::move(handler)); }, asio::use_awaitable);
    }

    [[nodiscard]] bool awaited() const noexcept { return waiter_.has_value(); }

    /// Runs the waiter right here, up to its next suspension. The signal may be gone on return.
    void notify() {
        if (!waiter_) return;
        auto waiter = std::move(*waiter_);
        waiter_.reset();
        std::move(waiter)();
    }

private:
    using Waiter = asio::async_result<asio::use_awaitable_t<>, void()>::handler_type;

    std::optional<Waiter> waiter_;
};

}  // namespace crossfade::net
