// Everything is opened before anything is let go of, so that a reload that fails changes nothing.
#include "proxy/listeners.hpp"

#include <utility>

namespace crossfade {
namespace {

std::shared_ptr<const h1::ServerSettings> settings_of(const config::Listener& listener) {
    auto settings = std::make_shared<h1::ServerSettings>();
    settings->listener = listener.name;
    settings->trusted_proxies = listener.trusted_proxies;
    settings->head = {listener.limits.request_head, listener.limits.headers};
    settings->header_timeout = listener.limits.header_timeout;
    settings->idle_timeout = listener.limits.idle_timeout;
    settings->request_body = listener.limits.request_body;
    settings->pace = {listener.limits.body_rate, listener.limits.body_grace};
    return settings;
}

std::string address_of(const config::Listener& listener) {
    return listener.host + " " + std::to_string(listener.port);
}

std::string failed(const config::Listener& listener, const Error& error) {
    const auto& at = listener.position;
    return at.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) +
           ": cannot listen on " + listener.host + ":" + std::to_string(listener.port) + ": " +
           error.message();
}

Result<OpenedListeners::PerWorker> open_for(const config::Listener& listener,
                                            std::size_t workers,
                                            net::InheritedSockets* inherited) {
    if (inherited) {
        auto known = inherited->take(listener.host, listener.port);
        if (!known.empty()) {
            return net::spread(std::move(known), listener.host, listener.port, workers);
        }
    }
    auto sockets = net::listen(listener.host, listener.port, workers);
    if (!sockets) return sockets.error();
    OpenedListeners::PerWorker given(workers);
    for (std::size_t worker = 0; worker < workers; ++worker) {
        given[worker].push_back(std::move((*sockets)[worker]));
    }
    return given;
}

}  // namespace

OpenedListeners Listeners::open(const std::vector<config::Listener>& listeners,
                                net::InheritedSockets* inherited) const {
    OpenedListeners opened;
    for (const auto& listener : listeners) {
        auto& sockets = opened.sockets.emplace_back();
        const auto known = in_force_.find(listener.name);
        if (known != in_force_.end() && known->second.address == address_of(listener)) continue;
        auto result = open_for(listener, workers_, inherited);
        if (result) {
            sockets = std::move(*result);
        } else {
            opened.errors.push_back(failed(listener, result.error()));
        }
    }
    return opened;
}

std::vector<std::vector<WorkerListener>> Listeners::adopt(
    const std::vector<config::Listener>& listeners, OpenedListeners opened) {
    std::map<std::string, Entry> next;
    std::vector<std::vector<WorkerListener>> given(workers_);
    for (std::size_t index = 0; index < listeners.size(); ++index) {
        const auto& listener = listeners[index];
        auto& entry = next[listener.name];
        const auto known = in_force_.find(listener.name);
        if (known != in_force_.end()) {
            entry.connections = known->second.connections;
            entry.addresses = known->second.addresses;
            entry.descriptors = known->second.descriptors;
        }
        auto& sockets = opened.sockets[index];
        if (!sockets.empty()) entry.descriptors.clear();
        entry.address = address_of(listener);
        const auto settings = settings_of(listener);
        for (std::size_t worker = 0; worker < workers_; ++worker) {
            auto& written = given[worker].emplace_back();
            written.name = listener.name;
            written.settings = settings;
            written.connection_limit = listener.limits.connections;
            written.connections = entry.connections;
            written.address_limit = listener.limits.connections_per_address;
            written.addresses = entry.addresses;
            written.proxy_protocol = listener.proxy_protocol;
            if (sockets.empty()) continue;
            written.sockets = std::move(sockets[worker]);
            for (const auto& socket : written.sockets) {
                entry.descriptors.push_back(socket.descriptor());
            }
        }
    }
    in_force_ = std::move(next);
    return given;
}

std::vector<int> Listeners::descriptors() const {
    std::vector<int> all;
    for (const auto& [name, entry] : in_force_) {
        all.insert(all.end(), entry.descriptors.begin(), entry.descriptors.end());
    }
    return all;
}

}  // namespace crossfade
