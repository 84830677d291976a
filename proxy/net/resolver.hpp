// Looks names up in the hosts file and the DNS without ever blocking: c-ares on our event loop.
#pragma once

#include "config/config.hpp"
#include "proxy/result.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::net {

/// What a name stands for.
struct Resolved {
    enum class Status {
        ok,
        not_found,  // there is no such name, or it has no address (NXDOMAIN, NODATA)
        failed,     // nobody could say: no answer, SERVFAIL, an answer that is none
    };

    Status status = Status::failed;
    std::vector<asio::ip::address> addresses;  // all IPv4, or all IPv6 if there is no IPv4
    std::chrono::seconds ttl{0};               // the shortest of all records; 0 from the hosts file
    std::string_view why;                      // unless ok; a static text
};

/// One event loop. Any number of names at once.
class Resolver {
public:
    /// Called on the loop, never from within resolve(). May destroy the resolver.
    using Handler = std::function<void(Resolved)>;

    Resolver(asio::io_context& context, config::Resolver options);
    /// No handler is called any more.
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    /// Other servers and limits from now on; what is under way starts again with them.
    void configure(config::Resolver options);

    /// Looks `name` up, by the search domains of /etc/resolv.conf too. That file is read again
    /// whenever nothing is under way.
    void resolve(std::string name, Handler handler);

private:
    class Channel;
    struct Query;

    void ask(std::unique_ptr<Query> query);
    void answered(std::unique_ptr<Query> query);

    asio::io_context* context_;
    config::Resolver options_;
    std::size_t under_way_ = 0;
    std::unique_ptr<Channel> channel_;  // null until something is asked
    std::shared_ptr<Resolver*> self_;   // for what is posted, which may come too late
};

}  // namespace crossfade::net
