// A channel of c-ares whose sockets and time limits our event loop watches. Only for resolver.cpp.
#pragma once

#include "proxy/net/resolver.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <ares.h>
#include <map>

namespace crossfade::net {

class Resolver::Channel {
public:
    Channel(asio::io_context& context, const config::Resolver& options);
    /// Whatever is under way is answered with ARES_EDESTRUCTION.
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    /// `callback` is called exactly once with `query`, perhaps from in here; there it may not call
    /// or destroy the channel.
    void ask(const std::string& name,
             const ares_addrinfo_hints& hints,
             ares_addrinfo_callback callback,
             void* query);

private:
    // A socket of c-ares, which opens and closes it. Shared with the waits for it.
    struct Watch {
        explicit Watch(asio::io_context& context) : descriptor(context) {}

        asio::posix::stream_descriptor descriptor;
        ares_socket_t socket = ARES_SOCKET_BAD;
        bool open = true;  // false once the channel is gone, too
        bool wants_read = false;
        bool wants_write = false;
        bool reading = false;  // a wait is under way
        bool writing = false;
    };

    static void on_state(void* channel, ares_socket_t socket, int readable, int writable);
    void watch(ares_socket_t socket, bool readable, bool writable);
    void wait(const std::shared_ptr<Watch>& watch);
    void process(const std::shared_ptr<Watch>& watch, ares_socket_t read, ares_socket_t write);
    void set_servers(const std::vector<config::Endpoint>& servers);
    void set_timer();

    asio::io_context* context_;
    ares_channel channel_ = nullptr;
    int status_ = ARES_SUCCESS;  // of making it
    std::map<ares_socket_t, std::shared_ptr<Watch>> watches_;
    asio::steady_timer timer_;
    std::shared_ptr<Channel*> self_;  // for the timer, which may be due already when this ends
};

}  // namespace crossfade::net
