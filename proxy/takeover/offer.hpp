// The running process as the one that wants its place sees it: answers whoever asks, one at a time,
// on the control loop. Until the other one serves nothing changes here.
#pragma once

#include "proxy/takeover/channel.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace crossfade::takeover {

/// From its hello to its serving, for a process that takes over; it has TLS files to read.
inline constexpr auto takeover_limit = std::chrono::seconds(60);

/// What the running process has and does. Called on its control loop.
class Owner {
public:
    [[nodiscard]] virtual State state() const = 0;
    [[nodiscard]] virtual std::vector<SplitState> splits() const = 0;
    /// That are accepted from; still its own.
    [[nodiscard]] virtual std::vector<int> sockets() = 0;

    virtual void asked(int pid) = 0;
    /// The process ended, took too long or made no sense: all stays as it was.
    virtual void abandoned(int pid, const std::string& why) = 0;
    /// The process serves on all sockets: to stop accepting.
    virtual void taken_over(int pid) = 0;

protected:
    ~Owner() = default;
};

class Offer {
public:
    /// `owner` must outlive the offer.
    Offer(asio::io_context& context, std::string place, Owner& owner);
    /// As close().
    ~Offer();
    Offer(const Offer&) = delete;
    Offer& operator=(const Offer&) = delete;

    /// Fails if another process is in that place.
    [[nodiscard]] Error open();
    /// Nobody is answered any more.
    void close();

private:
    struct Parts;
    std::shared_ptr<Parts> parts_;  // its coroutine's too
};

}  // namespace crossfade::takeover
