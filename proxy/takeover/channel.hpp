// One end of a takeover: a local socket that keeps messages apart (SOCK_SEQPACKET, unix(7)) and
// carries descriptors. Whoever is at the other end is the same user, as the kernel says.
#pragma once

#include "proxy/result.hpp"
#include "proxy/takeover/message.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::takeover {

/// Closed with its owner.
class Descriptor {
public:
    explicit Descriptor(int number = -1) noexcept : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();

    [[nodiscard]] int number() const noexcept { return number_; }
    [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }

private:
    int number_;
};

struct Received {
    Message message;
    std::vector<Descriptor> descriptors;
};

/// One thread.
class Channel {
public:
    /// Of one end; it is made non-blocking.
    explicit Channel(Descriptor descriptor) noexcept;

    [[nodiscard]] int descriptor() const noexcept { return descriptor_.number(); }
    /// The process at the other end, if it runs as the same user as this one; zero if its number
    /// means nothing here.
    [[nodiscard]] std::optional<int> peer() const noexcept;

    /// would_block if it has to be tried again.
    [[nodiscard]] Error send(const Message& message, std::span<const int> descriptors = {});
    /// would_block, eof, or protocol_error for what is no message.
    [[nodiscard]] Result<Received> receive();

    using Clock = std::chrono::steady_clock;
    /// The same for a caller without an event loop; timed_out.
    [[nodiscard]] Error send_before(Clock::time_point end, const Message& message);
    [[nodiscard]] Result<Received> receive_before(Clock::time_point end);

    /// Both ends see the end from now on.
    void shut() noexcept;

private:
    Descriptor descriptor_;
};

/// The name of the place where the process that runs that configuration is to be found: the same
/// for the same user and file, however its path is written. It exists for as long as its socket.
[[nodiscard]] std::string place_of(const std::string& configuration);

/// A socket that listens there; fails if another process does.
[[nodiscard]] Result<Descriptor> listen_at(const std::string& place);
/// connection_refused if nobody does.
[[nodiscard]] Result<Channel> connect_to(const std::string& place);

}  // namespace crossfade::takeover
