// All TLS contexts of a configuration, and the files behind them. Files change while the
// configuration does not: certificates are renewed in place, or behind a symlink.
#pragma once

#include "config/config.hpp"
#include "config/problem.hpp"
#include "proxy/tls/client_context.hpp"
#include "proxy/tls/server_context.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace crossfade::tls {

/// What the event loops use; immutable.
struct Contexts {
    std::map<std::string, std::shared_ptr<const ServerContext>> listeners;  // those with TLS
    std::map<std::string, std::shared_ptr<const ClientContext>> backends;   // likewise

    /// Null for one without TLS.
    [[nodiscard]] std::shared_ptr<const ServerContext> listener(const std::string& name) const;
    [[nodiscard]] std::shared_ptr<const ClientContext> backend(const std::string& name) const;
};

/// Lives on the control loop.
class ContextStore {
public:
    /// One listener's or backend's, with what it was made from.
    template <class Tls, class Made>
    struct Entry {
        Tls tls;
        std::string fingerprint;  // of the files, as last looked at
        std::string seen;         // what the look before saw, if it was another
        std::shared_ptr<const Made> made;
        bool current = true;  // false: the files are of no use, and `made` is from before
    };

    struct Built {
        config::Problems problems;  // at the listener or backend; then nothing is to be used
        std::vector<std::string> warnings;  // logged, no more
        std::map<std::string, Entry<config::ListenerTls, ServerContext>> listeners;
        std::map<std::string, Entry<config::BackendTls, ClientContext>> backends;
    };

    /// Reads the files that the configuration names, unless they are in use as they are. What is in
    /// force does not change.
    [[nodiscard]] Built build(const config::Config& config, TicketKeys::Clock::time_point now);

    /// From now on this is in force; it had no problems.
    void adopt(Built built);

    struct Change {
        std::vector<std::string> renewed;  // who has others than before
        std::vector<std::string> problems;
        std::vector<std::string> warnings;
    };
    /// To be called every now and then: takes over files that changed, once they hold still from
    /// one call to the next. Whoever's files are of no use keeps what it had.
    [[nodiscard]] Change refresh();
    /// Likewise: gives listeners whose time has come new ticket keys.
    void rotate_ticket_keys(TicketKeys::Clock::time_point now);

    /// Those in force, by listener; and those of the process before this one, before build().
    [[nodiscard]] std::map<std::string, TicketKeys::State> ticket_keys() const;
    void inherit_ticket_keys(const std::string& listener, const TicketKeys::State& keys);

    /// True if everything in force was made from the files as they are.
    [[nodiscard]] bool current() const noexcept;
    [[nodiscard]] std::shared_ptr<const Contexts> contexts() const;

private:
    std::map<std::string, Entry<config::ListenerTls, ServerContext>> listeners_;
    std::map<std::string, Entry<config::BackendTls, ClientContext>> backends_;
    std::map<std::string, std::shared_ptr<TicketKeys>> ticket_keys_;  // by listener
};

}  // namespace crossfade::tls
