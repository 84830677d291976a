// One waiting coroutine, woken by a call instead of a timer or a channel. The waiter's handler is
// kept by its own type, so nothing is erased and nothing allocated.
#pragma once

#include "proxy/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <optional>
#include <utility>

namespace crossfade::net {

/// Single-threaded, at most one waiter. Destroying it destroys a waiter that was never woken.
class Signal {
    // What a coroutine hands to a deferred operation that it awaits; Asio has no public name for
    // it.
    using Waiter = asio::detail::awaitable_async_op_handler<void(), asio::any_io_executor>;

    struct Keep {
        Signal* signal;

        void operator()(Waiter waiter) const { signal->waiter_.emplace(std::move(waiter)); }
    };

public:
    /// What wait() gives, to be awaited.
    using Wait = decltype(asio::async_initiate<const asio::deferred_t&, void()>(
        std::declval<Keep>(), asio::deferred));

    /// To be awaited: suspends until notify(). A notification is not remembered: check the
    /// condition first. Deferred, because that needs no coroutine frame beside the waiter's own.
    [[nodiscard]] Wait wait() noexcept {
        return asio::async_initiate<const asio::deferred_t&, void()>(Keep{this}, asio::deferred);
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
    std::optional<Waiter> waiter_;
};

}  // namespace crossfade::net
