// TLS as one listener speaks it: its certificates, who is asked for one, and the keys of its
// session tickets. Immutable; a change of anything makes another one.
#pragma once

#include "config/config.hpp"
#include "proxy/tls/handles.hpp"
#include "proxy/tls/identity.hpp"
#include "proxy/tls/names.hpp"
#include "proxy/tls/ticket_keys.hpp"

#include <memory>
#include <string>
#include <vector>

namespace crossfade::tls {

/// Any thread may start connections. Must live until their handshakes are over.
class ServerContext {
public:
    /// Null, with problems, if a file is of no use. `keys` may be those of an earlier context of
    /// the same listener.
    [[nodiscard]] static std::shared_ptr<const ServerContext> make(const std::string& listener,
                                                                   const config::ListenerTls& tls,
                                                                   std::shared_ptr<TicketKeys> keys,
                                                                   Complaints& complaints);
    ServerContext(const ServerContext&) = delete;
    ServerContext& operator=(const ServerContext&) = delete;

    /// A connection that awaits its client's hello; null without memory.
    [[nodiscard]] Ssl start() const noexcept;

    struct Certificate {
        std::string file;
        Time expires;
    };
    [[nodiscard]] const std::vector<Certificate>& certificates() const noexcept {
        return certificates_;
    }

private:
    // One certificate's part. OpenSSL swaps contexts when it has read the server name.
    struct Entry {
        Context context;
        std::string ocsp_response;
        Time ocsp_expires;
    };

    ServerContext() = default;

    [[nodiscard]] bool add(const config::Certificate& files, Complaints& complaints);
    [[nodiscard]] bool ask_clients(const std::string& listener,
                                   const config::ListenerTls& tls,
                                   Complaints& complaints);
    void set_up(const config::ListenerTls& tls);
    [[nodiscard]] const Entry* entry_of(const SSL* ssl) const noexcept;

    static int on_server_name(SSL* ssl, int* alert, void* self);
    static int on_protocols(SSL* ssl,
                            const unsigned char** chosen,
                            unsigned char* chosen_size,
                            const unsigned char* offered,
                            unsigned int offered_size,
                            void* self);
    static int on_status_request(SSL* ssl, void* self);
    static int on_ticket(SSL* ssl,
                         unsigned char* name,
                         unsigned char* iv,
                         EVP_CIPHER_CTX* cipher,
                         EVP_MAC_CTX* mac,
                         int sealing);

    std::vector<Entry> entries_;  // parallel to the configuration's; the first is the default
    std::vector<Certificate> certificates_;
    Names names_;
    std::string protocols_;  // ours, in the wire format of ALPN
    std::shared_ptr<TicketKeys> keys_;
};

}  // namespace crossfade::tls
