// TLS as it is spoken to one backend: whom to believe, what to show, and what was agreed last time.
#pragma once

#include "config/config.hpp"
#include "proxy/tls/handles.hpp"
#include "proxy/tls/identity.hpp"

#include <memory>
#include <string>

namespace crossfade::tls {

/// The newest session with one endpoint; belongs to one event loop and outlives the connections
/// that were started with it.
class LastSession {
public:
    void keep(Session session) noexcept { session_ = std::move(session); }
    /// After a handshake that failed: whatever was agreed is in doubt.
    void forget() noexcept { session_.reset(); }
    /// For a connection. OpenSSL spoils a session whose connection ends without close_notify, as
    /// many do; that this says nothing against the session is in RFC 5246 section 7.2.1.
    [[nodiscard]] Session copy() const noexcept;

private:
    Session session_;
};

/// Immutable; any thread.
class ClientContext {
public:
    /// Null, with problems, if a file is of no use.
    [[nodiscard]] static std::shared_ptr<const ClientContext> make(const config::BackendTls& tls,
                                                                   Complaints& complaints);
    ClientContext(const ClientContext&) = delete;
    ClientContext& operator=(const ClientContext&) = delete;

    /// A connection to that host, which is verified to be the one unless the configuration says
    /// not to (RFC 9110 section 4.3.4). Null if it cannot be made.
    [[nodiscard]] Ssl start(const std::string& host, LastSession& last) const noexcept;

private:
    ClientContext() = default;

    static int on_session(SSL* ssl, SSL_SESSION* session);

    Context context_;
    std::string server_name_;  // empty: the endpoint's host
    bool verify_ = true;
};

}  // namespace crossfade::tls
