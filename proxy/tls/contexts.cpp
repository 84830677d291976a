// Files are looked at before they are read: what changes in between is seen at the next look.
#include "proxy/tls/contexts.hpp"

#include "proxy/tls/fingerprint.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::tls {
namespace {

std::vector<std::string> files_of(const config::ListenerTls& tls) {
    std::vector<std::string> files{tls.client_ca, tls.client_crl};
    for (const auto& each : tls.certificates) {
        files.insert(files.end(), {each.certificate, each.private_key, each.ocsp_response});
    }
    return files;
}

std::vector<std::string> files_of(const config::BackendTls& tls) {
    return {tls.verify ? tls.ca : std::string(), tls.certificate, tls.private_key};
}

// The entry in force if nothing about it changed, else one made anew; `make` fills complaints.
template <class Entries, class Tls, class Make>
auto entry_for(const Entries& in_force, const std::string& name, const Tls& tls, Make make) {
    typename Entries::mapped_type entry;
    entry.tls = tls;
    entry.fingerprint = fingerprint_of(files_of(tls));
    const auto known = in_force.find(name);
    const bool same = known != in_force.end() && known->second.current &&
                      known->second.tls == tls && known->second.fingerprint == entry.fingerprint;
    entry.made = same ? known->second.made : make();
    return entry;
}

std::string about(const std::string& owner, const std::string& what) {
    std::string text = owner;
    return text.append(": ").append(what);
}

void add(const Complaints& complaints,
         const std::string& owner,
         const config::Position& position,
         ContextStore::Built& built) {
    for (const auto& problem : complaints.problems) {
        built.problems.push_back({position, about(owner, problem)});
    }
    for (const auto& warning : complaints.warnings) {
        built.warnings.push_back(about(owner, warning));
    }
}

std::string listener_named(const std::string& name) { return "listener '" + name + "'"; }
std::string backend_named(const std::string& name) { return "backend '" + name + "'"; }

// True if the entry's files are others than those it was made from, and hold still.
template <class Entry>
bool changed(Entry& entry) {
    auto now = fingerprint_of(files_of(entry.tls));
    const bool settled = now == entry.seen;
    const bool other = now != entry.fingerprint;
    entry.seen = now;
    if (!other || !settled) return false;
    entry.fingerprint = std::move(now);
    return true;
}

template <class Entry, class Made>
void take_over(Entry& entry,
               std::shared_ptr<const Made> made,
               const std::string& owner,
               const Complaints& complaints,
               ContextStore::Change& change) {
    entry.current = made != nullptr;
    if (made) {
        entry.made = std::move(made);
        change.renewed.push_back(owner);
    }
    for (const auto& problem : complaints.problems) {
        change.problems.push_back(about(owner, problem));
    }
    for (const auto& warning : complaints.warnings) {
        change.warnings.push_back(about(owner, warning));
    }
}

template <class Entries>
bool all_current(const Entries& entries) noexcept {
    return std::all_of(
        entries.begin(), entries.end(), [](const auto& each) { return each.second.current; });
}

template <class Map>
auto find_or_null(const Map& map, const std::string& name) {
    const auto found = map.find(name);
    return found == map.end() ? typename Map::mapped_type() : found->second;
}

}  // namespace

std::shared_ptr<const ServerContext> Contexts::listener(const std::string& name) const {
    return find_or_null(listeners, name);
}

std::shared_ptr<const ClientContext> Contexts::backend(const std::string& name) const {
    return find_or_null(backends, name);
}

ContextStore::Built ContextStore::build(const config::Config& config,
                                        TicketKeys::Clock::time_point now) {
    Built built;
    for (const auto& listener : config.listeners) {
        if (!listener.tls) continue;
        auto& keys = ticket_keys_[listener.name];
        if (!keys) keys = std::make_shared<TicketKeys>(now);
        Complaints complaints;
        built.listeners[listener.name] =
            entry_for(listeners_, listener.name, *listener.tls, [&listener, &keys, &complaints] {
                return ServerContext::make(listener.name, *listener.tls, keys, complaints);
            });
        add(complaints, listener_named(listener.name), listener.position, built);
    }
    for (const auto& backend : config.backends) {
        if (!backend.tls) continue;
        Complaints complaints;
        built.backends[backend.name] =
            entry_for(backends_, backend.name, *backend.tls, [&backend, &complaints] {
                return ClientContext::make(*backend.tls, complaints);
            });
        add(complaints, backend_named(backend.name), backend.position, built);
    }
    return built;
}

void ContextStore::adopt(Built built) {
    listeners_ = std::move(built.listeners);
    backends_ = std::move(built.backends);
    for (auto keys = ticket_keys_.begin(); keys != ticket_keys_.end();) {
        keys = listeners_.contains(keys->first) ? std::next(keys) : ticket_keys_.erase(keys);
    }
}

ContextStore::Change ContextStore::refresh() {
    Change change;
    for (auto& [name, entry] : listeners_) {
        if (!changed(entry)) continue;
        Complaints complaints;
        auto made = ServerContext::make(name, entry.tls, ticket_keys_.at(name), complaints);
        take_over(entry, std::move(made), listener_named(name), complaints, change);
    }
    for (auto& [name, entry] : backends_) {
        if (!changed(entry)) continue;
        Complaints complaints;
        auto made = ClientContext::make(entry.tls, complaints);
        take_over(entry, std::move(made), backend_named(name), complaints, change);
    }
    return change;
}

void ContextStore::rotate_ticket_keys(TicketKeys::Clock::time_point now) {
    for (const auto& [name, entry] : listeners_) {
        ticket_keys_.at(name)->rotate(entry.tls.ticket_rotation, now);
    }
}

std::map<std::string, TicketKeys::State> ContextStore::ticket_keys() const {
    std::map<std::string, TicketKeys::State> states;
    for (const auto& [listener, keys] : ticket_keys_) states.emplace(listener, keys->state());
    return states;
}

void ContextStore::inherit_ticket_keys(const std::string& listener, const TicketKeys::State& keys) {
    ticket_keys_[listener] = std::make_shared<TicketKeys>(keys);
}

bool ContextStore::current() const noexcept {
    return all_current(listeners_) && all_current(backends_);
}

std::shared_ptr<const Contexts> ContextStore::contexts() const {
    auto contexts = std::make_shared<Contexts>();
    for (const auto& [name, entry] : listeners_) contexts->listeners.emplace(name, entry.made);
    for (const auto& [name, entry] : backends_) contexts->backends.emplace(name, entry.made);
    return contexts;
}

}  // namespace crossfade::tls
