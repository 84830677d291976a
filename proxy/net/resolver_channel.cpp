// c-ares says which sockets it wants to read or write; it is told when it can, and when its next
// time limit passed.
#include "proxy/net/resolver_channel.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <netinet/in.h>
#include <sys/time.h>

namespace crossfade::net {
namespace {

constexpr int dns_port = 53;

int to_int(std::uint64_t value) noexcept {
    constexpr std::uint64_t most = std::numeric_limits<int>::max();
    return static_cast<int>(std::min(value, most));
}

ares_addr_port_node node_of(const config::Endpoint& server) {
    ares_addr_port_node node{};
    Error error;
    const auto address = asio::ip::make_address(server.host, error);
    if (address.is_v6()) {
        const auto bytes = address.to_v6().to_bytes();
        node.family = AF_INET6;
        std::memcpy(&node.addr.addr6, bytes.data(), bytes.size());
    } else {
        node.family = AF_INET;
        node.addr.addr4.s_addr = htonl(address.to_v4().to_uint());
    }
    node.udp_port = node.tcp_port = server.port == 0 ? dns_port : server.port;
    return node;
}

}  // namespace

Resolver::Channel::Channel(asio::io_context& context, const config::Resolver& options)
    : context_(&context), timer_(context), self_(std::make_shared<Channel*>(this)) {
    static_cast<void>(ares_library_init(ARES_LIB_INIT_ALL));
    ares_options wanted{};
    wanted.timeout = to_int(static_cast<std::uint64_t>(options.timeout.count()));
    wanted.tries = to_int(options.attempts);
    wanted.sock_state_cb = &Channel::on_state;
    wanted.sock_state_cb_data = this;
    const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
    status_ = ares_init_options(&channel_, &wanted, mask);
    if (status_ == ARES_SUCCESS && !options.servers.empty()) set_servers(options.servers);
}

Resolver::Channel::~Channel() {
    if (channel_) ares_destroy(channel_);
    ares_library_cleanup();
}

void Resolver::Channel::set_servers(const std::vector<config::Endpoint>& servers) {
    std::vector<ares_addr_port_node> nodes;
    for (const auto& server : servers) nodes.push_back(node_of(server));
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i) nodes[i].next = &nodes[i + 1];
    status_ = ares_set_servers_ports(channel_, nodes.data());
}

void Resolver::Channel::ask(const std::string& name,
                            const ares_addrinfo_hints& hints,
                            ares_addrinfo_callback callback,
                            void* query) {
    if (status_ != ARES_SUCCESS) {
        callback(query, status_, 0, nullptr);
        return;
    }
    ares_getaddrinfo(channel_, name.c_str(), nullptr, &hints, callback, query);
    set_timer();
}

void Resolver::Channel::on_state(void* channel, ares_socket_t socket, int readable, int writable) {
    static_cast<Channel*>(channel)->watch(socket, readable != 0, writable != 0);
}

// Neither readable nor writable: c-ares is about to close it.
void Resolver::Channel::watch(ares_socket_t socket, bool readable, bool writable) {
    auto known = watches_.find(socket);
    if (!readable && !writable) {
        if (known == watches_.end()) return;
        known->second->open = false;
        known->second->descriptor.release();
        watches_.erase(known);
        return;
    }
    if (known == watches_.end()) {
        auto added = std::make_shared<Watch>(*context_);
        Error error;
        added->descriptor.assign(socket, error);
        if (error) return;  // whatever was asked through it times out
        added->socket = socket;
        known = watches_.emplace(socket, std::move(added)).first;
    }
    known->second->wants_read = readable;
    known->second->wants_write = writable;
    wait(known->second);
}

void Resolver::Channel::wait(const std::shared_ptr<Watch>& watch) {
    using Descriptor = asio::posix::stream_descriptor;
    const auto socket = watch->socket;
    if (watch->wants_read && !watch->reading) {
        watch->reading = true;
        watch->descriptor.async_wait(Descriptor::wait_read, [this, watch, socket](Error error) {
            watch->reading = false;
            if (!error && watch->open) process(watch, socket, ARES_SOCKET_BAD);
        });
    }
    if (watch->wants_write && !watch->writing) {
        watch->writing = true;
        watch->descriptor.async_wait(Descriptor::wait_write, [this, watch, socket](Error error) {
            watch->writing = false;
            if (!error && watch->open) process(watch, ARES_SOCKET_BAD, socket);
        });
    }
}

void Resolver::Channel::process(const std::shared_ptr<Watch>& watch,
                                ares_socket_t read,
                                ares_socket_t write) {
    ares_process_fd(channel_, read, write);
    if (watch->open) wait(watch);
    set_timer();
}

void Resolver::Channel::set_timer() {
    timeval room{};
    const auto* next = ares_timeout(channel_, nullptr, &room);
    if (!next) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(std::chrono::seconds(next->tv_sec) +
                         std::chrono::microseconds(next->tv_usec));
    timer_.async_wait([self = std::weak_ptr(self_)](Error error) {
        const auto channel = self.lock();
        if (error || !channel) return;
        ares_process_fd((*channel)->channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
        (*channel)->set_timer();
    });
}

}  // namespace crossfade::net
