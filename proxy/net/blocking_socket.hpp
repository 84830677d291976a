// A connection for callers without an event loop: the command line's own requests and the demo's
// traffic. Every call is bounded by the timeout given at the start.
#pragma once

#include "proxy/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace crossfade::net {

class BlockingSocket {
public:
    /// `host` is a name or an IP address. A timeout of later calls shows as timed_out.
    [[nodiscard]] static Result<BlockingSocket> connect(const std::string& host,
                                                        std::uint16_t port,
                                                        std::chrono::milliseconds timeout);

    BlockingSocket(BlockingSocket&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)) {}
    BlockingSocket& operator=(BlockingSocket other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~BlockingSocket();

    /// All of it.
    [[nodiscard]] Error send(Bytes bytes) noexcept;
    /// At least one byte; asio::error::eof at the end.
    [[nodiscard]] Result<std::size_t> receive(std::span<char> room) noexcept;

private:
    explicit BlockingSocket(int descriptor) noexcept : descriptor_(descriptor) {}

    int descriptor_;
};

}  // namespace crossfade::net
