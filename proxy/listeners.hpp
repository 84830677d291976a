// The listening addresses in force: what a new configuration opens, keeps and lets go of. Lives on
// the control loop.
#pragma once

#include "config/config.hpp"
#include "proxy/net/inherited_sockets.hpp"
#include "proxy/net/listener.hpp"
#include "proxy/worker.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace crossfade {

/// Sockets for the listeners of a configuration, some for each worker; none for a listener that is
/// open already on that address. Closed again if they are not adopted.
struct OpenedListeners {
    using PerWorker = std::vector<std::vector<net::ListeningSocket>>;
    std::vector<PerWorker> sockets;   // parallel to the listeners
    std::vector<std::string> errors;  // "file:line:column: message"
};

class Listeners {
public:
    explicit Listeners(std::size_t workers) : workers_(workers) {}

    /// Changes nothing that is in force. Takes of the inherited sockets those with an address of
    /// theirs, and opens the rest.
    [[nodiscard]] OpenedListeners open(const std::vector<config::Listener>& listeners,
                                       net::InheritedSockets* inherited = nullptr) const;

    /// From now on exactly these are in force. What each worker has to be given.
    [[nodiscard]] std::vector<std::vector<WorkerListener>> adopt(
        const std::vector<config::Listener>& listeners, OpenedListeners opened);

    /// Of all that are in force; the workers have them, and close them when they drain.
    [[nodiscard]] std::vector<int> descriptors() const;

private:
    struct Entry {
        std::string address;
        std::vector<int> descriptors;
        std::shared_ptr<ConnectionCount> connections = std::make_shared<ConnectionCount>(0);
        std::shared_ptr<net::AddressCounts> addresses = std::make_shared<net::AddressCounts>();
    };

    std::size_t workers_;
    std::map<std::string, Entry> in_force_;  // by name
};

}  // namespace crossfade
