// One connection to one server for callers without an event loop: a request, then its whole
// response. For the command line and the demo; the live path knows nothing of it.
#pragma once

#include "proxy/net/blocking_socket.hpp"
#include "proxy/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::h1 {

struct BlockingRequest {
    std::string method = "GET";
    std::string target = "/";
    std::string host;
    std::vector<std::pair<std::string, std::string>> fields;  // but Host and framing
    std::string body;
};

struct BlockingResponse {
    int status = 0;
    bool keep_alive = false;  // the connection takes another request
    std::string body;
};

struct BlockingLimits {
    std::chrono::milliseconds timeout{10'000};  // of each wait
    std::size_t body = std::size_t{16} << 20U;
};

class BlockingClient {
public:
    [[nodiscard]] static Result<BlockingClient> connect(const std::string& host,
                                                        std::uint16_t port,
                                                        const BlockingLimits& limits);

    /// message_size for a body over the limit or a framing that is not taken (chunked);
    /// bad_message for what is no response. The connection is of no use after an error.
    [[nodiscard]] Result<BlockingResponse> ask(const BlockingRequest& request);

private:
    BlockingClient(net::BlockingSocket socket, const BlockingLimits& limits)
        : socket_(std::move(socket)), limits_(limits) {}

    [[nodiscard]] Error receive_more();
    [[nodiscard]] Result<std::size_t> receive_head();
    [[nodiscard]] Error receive_body(std::size_t size);

    net::BlockingSocket socket_;
    BlockingLimits limits_;
    std::string received_;
};

}  // namespace crossfade::h1
