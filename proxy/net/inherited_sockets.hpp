// Listening sockets that somebody else opened: the process before this one, or a supervisor. They
// are known by the address that they are bound to, whatever they are called.
#pragma once

#include "proxy/net/listener.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crossfade::net {

/// Values; one thread. What nobody took is closed with it.
class InheritedSockets {
public:
    /// Whether connections that wait in a further queue may be opened beside theirs; a supervisor
    /// that keeps its sockets over a restart keeps only those.
    enum class Queues { may_grow, are_kept };

    /// Takes the descriptor over, also if it is of no use, which the error then says.
    [[nodiscard]] Error add(int descriptor, Queues queues);

    /// Those that listen on that IP address and port, in the order in which they were added.
    [[nodiscard]] std::vector<ListeningSocket> take(const std::string& host, std::uint16_t port);

    /// "127.0.0.1:80" and so on: addresses of what nobody took, each once.
    [[nodiscard]] std::vector<std::string> left() const;

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

private:
    struct Entry {
        ListeningSocket socket;
        asio::ip::tcp::endpoint address;
    };
    std::vector<Entry> entries_;
};

/// One list per worker: all inherited sockets are accepted from, each by one worker if there are
/// workers enough; a worker for which there is none gets another one of the same address, or the
/// same one once more.
[[nodiscard]] Result<std::vector<std::vector<ListeningSocket>>> spread(
    std::vector<ListeningSocket> inherited,
    const std::string& host,
    std::uint16_t port,
    std::size_t workers);

}  // namespace crossfade::net
