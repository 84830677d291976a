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

}  // namespace

OpenedListeners Listeners::open(const std::vector<config::Listener>& listeners) const {
    OpenedListeners opened;
    for (const auto& listener : listeners) {
        auto& sockets = opened.sockets.emplace_back();
        const auto known = in_force_.find(listener.name);
        if (known != in_force_.end() && known->second.address == address_of(listener)) continue;
        auto result = net::listen(listener.host, listener.port, workers_);
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
        }
        entry.address = address_of(listener);
        const auto settings = settings_of(listener);
        for (auto& of_worker : given) {
            auto& written = of_worker.emplace_back();
            written.name = listener.name;
            written.settings = settings;
            written.connection_limit = listener.limits.connections;
            written.connections = entry.connections;
            written.address_limit = listener.limits.connections_per_address;
            written.addresses = entry.addresses;
            written.proxy_protocol = listener.proxy_protocol;
            auto& sockets = opened.sockets[index];
            if (sockets.empty()) continue;
            written.sockets.push_back(std::move(sockets.back()));
            sockets.pop_back();
        }
    }
    in_force_ = std::move(next);
    return given;
}

}  // namespace crossfade
