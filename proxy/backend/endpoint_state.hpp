// What the whole process knows of one endpoint, one address of a backend: written by health checks
// and by the requests that fail on it, read for every choice. Kept over reloads.
#pragma once

#include "config/config.hpp"
#include "proxy/net/deadline.hpp"
#include "proxy/observe/counter.hpp"
#include "proxy/observe/loop_metrics.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

namespace crossfade::backend {

/// A time of net::Clock that threads share, in nanoseconds; `never` before the first one.
inline constexpr std::int64_t never = INT64_MIN;
[[nodiscard]] inline std::int64_t shared_time(net::Clock::time_point at) noexcept {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count();
}

/// What requests of one role found out about an endpoint.
struct Ejection {
    std::atomic<std::uint32_t> failures{0};  // in a row
    std::atomic<std::int64_t> until{never};  // ejected until then
    std::uint32_t times = 0;                 // in a row; guarded by the backend's mutex
    observe::SharedCounter ejections;
    observe::SharedCounter spared;  // not ejected, since too many others were
};

/// Any thread.
struct EndpointState {
    EndpointState(config::Endpoint its_endpoint, asio::ip::tcp::endpoint its_address);

    [[nodiscard]] bool available(observe::Role role, std::int64_t now) const noexcept {
        return healthy.load(std::memory_order_relaxed) && !ejected(role, now);
    }
    [[nodiscard]] bool ejected(observe::Role role, std::int64_t now) const noexcept {
        return of(role).until.load(std::memory_order_relaxed) > now;
    }
    /// Since when it has been available again; `never` if it always was.
    [[nodiscard]] std::int64_t back_since(observe::Role role) const noexcept;

    [[nodiscard]] Ejection& of(observe::Role role) noexcept {
        return ejections[static_cast<std::size_t>(role)];
    }
    [[nodiscard]] const Ejection& of(observe::Role role) const noexcept {
        return ejections[static_cast<std::size_t>(role)];
    }

    /// Of an active check. One thread.
    void checked(bool passed, bool now_healthy, std::string why);
    /// No checks are wanted any more.
    void not_checked() noexcept;
    /// Why the last check failed; empty if it passed.
    [[nodiscard]] std::string last_check_failure() const;

    const config::Endpoint endpoint;        // as configured
    const asio::ip::tcp::endpoint address;  // what its name stands for
    const std::string name;                 // "10.0.0.11:8080"; for logs

    std::atomic<bool> healthy{true};  // by active checks
    std::atomic<bool> was_checked{false};
    std::atomic<std::int64_t> healthy_since{never};
    observe::SharedCounter checks_passed;
    observe::SharedCounter checks_failed;
    std::array<Ejection, 2> ejections;  // by role

private:
    mutable std::mutex mutex_;
    std::string last_check_failure_;
};

}  // namespace crossfade::backend
