// The running process as the one that takes its place sees it. Without an event loop: there is
// nothing else to do before it has answered.
#pragma once

#include "proxy/net/inherited_sockets.hpp"
#include "proxy/takeover/channel.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace crossfade::takeover {

/// For the running process, to tell all that it has, and later to leave; both take it no time.
inline constexpr auto answer_limit = std::chrono::seconds(20);

/// Until finish() it goes on as if nothing had happened, should this one end.
class Predecessor {
public:
    struct Answer {
        std::unique_ptr<Predecessor> predecessor;  // null: there is none, or it refused
        std::string refusal;                       // empty if there is none
    };
    /// Asks the process at that place for what it has; blocks for answer_limit at most. Its
    /// listening sockets come into `sockets`.
    [[nodiscard]] static Answer ask(const std::string& place, net::InheritedSockets& sockets);

    [[nodiscard]] int pid() const noexcept { return pid_; }
    [[nodiscard]] const State& state() const noexcept { return state_; }

    struct Farewell {
        std::string error;               // not empty: it is still there, and this one has to go
        std::string warning;             // it ended on its own
        std::vector<SplitState> splits;  // as they were at the last
    };
    /// Says that this process serves on all sockets; then the other one leaves. Once.
    [[nodiscard]] Farewell finish();

private:
    Predecessor(std::string place, Channel channel, int pid)
        : place_(std::move(place)), channel_(std::move(channel)), pid_(pid) {}

    [[nodiscard]] std::string collect(net::InheritedSockets& sockets);
    [[nodiscard]] std::string adopt(Received received, net::InheritedSockets& sockets);

    std::string place_;
    Channel channel_;
    int pid_;
    State state_;
};

}  // namespace crossfade::takeover
