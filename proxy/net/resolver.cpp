// IPv4 is asked for first, and IPv6 only where a name has no IPv4 address: asked at the same time,
// a lost packet would turn an IPv4 backend into an IPv6 one.
#include "proxy/net/resolver.hpp"

#include "proxy/net/resolver_channel.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace crossfade::net {
namespace {

asio::ip::address address_of(const ares_addrinfo_node& node) {
    if (node.ai_family == AF_INET6) {
        sockaddr_in6 address{};
        std::memcpy(&address, node.ai_addr, sizeof address);
        asio::ip::address_v6::bytes_type bytes;
        std::memcpy(bytes.data(), &address.sin6_addr, bytes.size());
        return asio::ip::address_v6(bytes, address.sin6_scope_id);
    }
    sockaddr_in address{};
    std::memcpy(&address, node.ai_addr, sizeof address);
    return asio::ip::address_v4(ntohl(address.sin_addr.s_addr));
}

// A TTL with the top bit set counts as 0 (RFC 2181 section 8).
Resolved resolved_of(const ares_addrinfo& info) {
    Resolved result;
    int ttl = INT32_MAX;
    for (const auto* node = info.nodes; node; node = node->ai_next) {
        if (node->ai_family != AF_INET && node->ai_family != AF_INET6) continue;
        result.addresses.push_back(address_of(*node));
        ttl = std::min(ttl, node->ai_ttl);
    }
    for (const auto* alias = info.cnames; alias; alias = alias->next) {
        ttl = std::min(ttl, alias->ttl);
    }
    result.ttl = std::chrono::seconds(std::max(ttl, 0));
    return result;
}

Resolved::Status status_of(int status) noexcept {
    if (status == ARES_SUCCESS) return Resolved::Status::ok;
    const bool none = status == ARES_ENOTFOUND || status == ARES_ENODATA;
    return none ? Resolved::Status::not_found : Resolved::Status::failed;
}

}  // namespace

// From resolve() to its handler; owned by c-ares while that is at work.
struct Resolver::Query {
    std::string name;
    Handler handler;
    asio::io_context* context = nullptr;
    std::weak_ptr<Resolver*> resolver;
    int family = AF_INET;
    int status = ARES_SUCCESS;
    Resolved result;

    static void on_answer(void* query, int status, int timeouts, ares_addrinfo* info);
};

// c-ares is in the middle of something: nothing of it is touched before it has returned.
void Resolver::Query::on_answer(void* query, int status, int /*timeouts*/, ares_addrinfo* info) {
    std::unique_ptr<Query> owned(static_cast<Query*>(query));
    owned->status = status;
    if (info) owned->result = resolved_of(*info);
    if (info) ares_freeaddrinfo(info);
    if (status == ARES_SUCCESS && owned->result.addresses.empty()) owned->status = ARES_ENODATA;
    auto& context = *owned->context;
    asio::post(context, [owned = std::move(owned)]() mutable {
        const auto resolver = owned->resolver.lock();
        if (resolver) (*resolver)->answered(std::move(owned));
    });
}

Resolver::Resolver(asio::io_context& context, config::Resolver options)
    : context_(&context), options_(std::move(options)), self_(std::make_shared<Resolver*>(this)) {}

Resolver::~Resolver() = default;

void Resolver::configure(config::Resolver options) {
    if (options == options_) return;
    options_ = std::move(options);
    channel_.reset();
}

void Resolver::resolve(std::string name, Handler handler) {
    auto query = std::make_unique<Query>();
    query->name = std::move(name);
    query->handler = std::move(handler);
    query->context = context_;
    query->resolver = self_;
    if (under_way_ == 0) channel_.reset();
    ++under_way_;
    ask(std::move(query));
}

void Resolver::ask(std::unique_ptr<Query> query) {
    if (!channel_) channel_ = std::make_unique<Channel>(*context_, options_);
    // The addresses in the order of the answer: sorting would open a socket for each.
    const ares_addrinfo_hints hints{ARES_AI_NOSORT, query->family, SOCK_STREAM, 0};
    const auto name = query->name;
    channel_->ask(name, hints, &Query::on_answer, query.release());
}

void Resolver::answered(std::unique_ptr<Query> query) {
    // The channel ended, not the query.
    if (query->status == ARES_EDESTRUCTION) return ask(std::move(query));
    auto& result = query->result;
    result.status = status_of(query->status);
    if (result.status == Resolved::Status::not_found && query->family == AF_INET) {
        query->family = AF_INET6;
        return ask(std::move(query));
    }
    if (result.status != Resolved::Status::ok) {
        result.addresses.clear();
        result.why = ares_strerror(query->status);
    }
    --under_way_;
    query->handler(std::move(result));
}

}  // namespace crossfade::net
