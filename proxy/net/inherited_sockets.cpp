// Every SO_REUSEPORT socket has an accept queue of its own. Whoever closes the last descriptor of
// one resets what waits in it, so none is left without somebody who accepts.
#include "proxy/net/inherited_sockets.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <utility>

namespace crossfade::net {
namespace {

using asio::ip::tcp;

Error last_error() { return {errno, boost::system::system_category()}; }

int option_of(int descriptor, int option) noexcept {
    int value = 0;
    socklen_t size = sizeof value;
    return ::getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

Error set_flags(int descriptor) noexcept {
    const int flags = ::fcntl(descriptor, F_GETFL);
    if (flags < 0 || ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0) return last_error();
    return ::fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 ? Error() : last_error();
}

}  // namespace

Error InheritedSockets::add(int descriptor, Queues queues) {
    tcp::endpoint address;
    auto size = static_cast<socklen_t>(address.capacity());
    const bool known = ::getsockname(descriptor, address.data(), &size) == 0;
    const Error error = known ? Error() : last_error();
    ListeningSocket socket(descriptor, address.protocol().family(), queues == Queues::may_grow);
    if (error) return error;
    if (address.data()->sa_family != AF_INET && address.data()->sa_family != AF_INET6) {
        return asio::error::address_family_not_supported;
    }
    address.resize(size);
    const bool listens =
        option_of(descriptor, SO_TYPE) == SOCK_STREAM && option_of(descriptor, SO_ACCEPTCONN) == 1;
    if (!listens) return asio::error::invalid_argument;
    if (const auto refused = set_flags(descriptor)) return refused;
    entries_.push_back({std::move(socket), address});
    return {};
}

std::vector<ListeningSocket> InheritedSockets::take(const std::string& host, std::uint16_t port) {
    Error error;
    const tcp::endpoint wanted(asio::ip::make_address(host, error), port);
    std::vector<ListeningSocket> taken;
    std::vector<Entry> rest;
    for (auto& entry : entries_) {
        if (!error && entry.address == wanted) {
            taken.push_back(std::move(entry.socket));
        } else {
            rest.push_back(std::move(entry));
        }
    }
    entries_ = std::move(rest);
    return taken;
}

std::vector<std::string> InheritedSockets::left() const {
    std::vector<std::string> addresses;
    for (const auto& entry : entries_) {
        const auto host = entry.address.address();
        auto text = host.is_v6() ? "[" + host.to_string() + "]" : host.to_string();
        text += ":" + std::to_string(entry.address.port());
        const bool said = std::find(addresses.begin(), addresses.end(), text) != addresses.end();
        if (!said) addresses.push_back(std::move(text));
    }
    return addresses;
}

Result<std::vector<std::vector<ListeningSocket>>> spread(std::vector<ListeningSocket> inherited,
                                                         const std::string& host,
                                                         std::uint16_t port,
                                                         std::size_t workers) {
    std::vector<std::vector<ListeningSocket>> given(workers);
    const auto count = inherited.size();
    const bool grows = std::all_of(inherited.begin(), inherited.end(), [](const auto& socket) {
        return socket.may_grow() && option_of(socket.descriptor(), SO_REUSEPORT) == 1;
    });
    for (std::size_t worker = count; worker < workers; ++worker) {
        auto another = grows ? listen_too(host, port) : inherited[worker % count].duplicate();
        if (!another) return another.error();
        given[worker].push_back(std::move(*another));
    }
    for (std::size_t index = 0; index < count; ++index) {
        given[index % workers].push_back(std::move(inherited[index]));
    }
    return given;
}

}  // namespace crossfade::net
