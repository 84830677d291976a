// Every certificate has a context of its own, alike but for the certificate: OpenSSL begins with
// the first and swaps when it has read the server name.
//
// Who may connect is a matter of the listener, never of the server name: all names of a listener
// share one client CA and one policy. So a client that names one host in the handshake and another
// in the request gains nothing, and no session carries over to where more is asked for.
#include "proxy/tls/server_context.hpp"

#include "proxy/tls/policy.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace crossfade::tls {
namespace {

using SessionScope = std::array<unsigned char, 32>;

static_assert(SSL_MAX_SID_CTX_LENGTH >= std::tuple_size_v<SessionScope>);

// A session is worth something only where the listener and its idea of clients are still the same.
SessionScope scope_of(const std::string& listener, const config::ListenerTls& tls) {
    std::string text = listener;
    text.push_back('\0');
    text.push_back(static_cast<char>(tls.client_certificate));
    if (tls.client_certificate != config::ClientCertificate::none) {
        for (const auto& file : {tls.client_ca, tls.client_crl}) {
            std::ifstream stream(file, std::ios::binary);
            text.append(std::istreambuf_iterator<char>(stream), {});
            text.push_back('\0');
        }
    }
    SessionScope scope{};
    EVP_Digest(text.data(), text.size(), scope.data(), nullptr, EVP_sha256(), nullptr);
    return scope;
}

// Of the whole chain: a CA can be revoked as well.
bool use_revocations(SSL_CTX& context, const std::string& file) {
    auto* store = SSL_CTX_get_cert_store(&context);
    auto* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    if (!lookup || X509_load_crl_file(lookup, file.c_str(), X509_FILETYPE_PEM) < 1) return false;
    return X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) == 1;
}

}  // namespace

std::shared_ptr<const ServerContext> ServerContext::make(const std::string& listener,
                                                         const config::ListenerTls& tls,
                                                         std::shared_ptr<TicketKeys> keys,
                                                         Complaints& complaints) {
    const std::shared_ptr<ServerContext> made(new ServerContext);
    made->keys_ = std::move(keys);
    made->protocols_ = protocol_list(tls.alpn);
    bool good = true;
    for (const auto& files : tls.certificates) {
        made->entries_.push_back({make_server_context(tls.min_version), {}, {}});
        good = made->add(files, complaints) && good;
    }
    good = made->ask_clients(listener, tls, complaints) && good;
    if (!good || made->entries_.empty()) return nullptr;
    made->set_up(tls);
    return made;
}

bool ServerContext::add(const config::Certificate& files, Complaints& complaints) {
    auto& entry = entries_.back();
    auto identity = load_identity(files, complaints);
    if (!identity) return false;
    if (!use_identity(*entry.context, *identity, files.certificate, complaints)) return false;
    for (const auto& name : identity->names) names_.add(name, entries_.size() - 1);
    certificates_.push_back({files.certificate, identity->expires});
    entry.ocsp_response = std::move(identity->ocsp_response);
    entry.ocsp_expires = identity->ocsp_expires;
    return true;
}

bool ServerContext::ask_clients(const std::string& listener,
                                const config::ListenerTls& tls,
                                Complaints& complaints) {
    const auto scope = scope_of(listener, tls);
    for (const auto& entry : entries_) {
        auto* context = entry.context.get();
        SSL_CTX_set_session_id_context(context, scope.data(), scope.size());
        if (tls.client_certificate == config::ClientCertificate::none) continue;
        auto* names = SSL_load_client_CA_file(tls.client_ca.c_str());
        if (!names || SSL_CTX_load_verify_file(context, tls.client_ca.c_str()) != 1) {
            sk_X509_NAME_pop_free(names, X509_NAME_free);
            complaints.problems.push_back(tls.client_ca +
                                          " cannot be used as a client_ca: " + take_reason());
            return false;
        }
        SSL_CTX_set_client_CA_list(context, names);
        if (!tls.client_crl.empty() && !use_revocations(*context, tls.client_crl)) {
            complaints.problems.push_back(tls.client_crl +
                                          " cannot be used as a client_crl: " + take_reason());
            return false;
        }
        const bool required = tls.client_certificate == config::ClientCertificate::required;
        SSL_CTX_set_verify(
            context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
    }
    return true;
}

void ServerContext::set_up(const config::ListenerTls& tls) {
    using std::chrono::duration_cast;
    using std::chrono::seconds;
    // A ticket is accepted until its key is gone; RFC 8446 section 4.6.1 ends it after seven days.
    constexpr seconds longest = std::chrono::hours(7 * 24);
    const auto lifetime = std::min(duration_cast<seconds>(2 * tls.ticket_rotation), longest);
    for (const auto& entry : entries_) {
        auto* context = entry.context.get();
        SSL_CTX_set_timeout(context, static_cast<long>(lifetime.count()));
        SSL_CTX_set_app_data(context, this);
        SSL_CTX_set_tlsext_servername_callback(context, &ServerContext::on_server_name);
        SSL_CTX_set_tlsext_servername_arg(context, this);
        SSL_CTX_set_alpn_select_cb(context, &ServerContext::on_protocols, this);
        SSL_CTX_set_tlsext_status_cb(context, &ServerContext::on_status_request);
        SSL_CTX_set_tlsext_status_arg(context, this);
        SSL_CTX_set_tlsext_ticket_key_evp_cb(context, &ServerContext::on_ticket);
    }
}

Ssl ServerContext::start() const noexcept {
    Ssl ssl(SSL_new(entries_.front().context.get()));
    if (ssl) SSL_set_accept_state(ssl.get());
    return ssl;
}

const ServerContext::Entry* ServerContext::entry_of(const SSL* ssl) const noexcept {
    const auto* context = SSL_get_SSL_CTX(ssl);
    const auto found = std::find_if(entries_.begin(), entries_.end(), [context](const auto& each) {
        return each.context.get() == context;
    });
    return found == entries_.end() ? nullptr : &*found;
}

// No name, an unknown one, an address: the first certificate.
int ServerContext::on_server_name(SSL* ssl, int* /*alert*/, void* self) {
    const auto& owner = *static_cast<const ServerContext*>(self);
    const char* const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    if (!name) return SSL_TLSEXT_ERR_NOACK;
    const auto found = owner.names_.find(name);
    if (!found) return SSL_TLSEXT_ERR_NOACK;
    SSL_set_SSL_CTX(ssl, owner.entries_[*found].context.get());
    return SSL_TLSEXT_ERR_OK;
}

// Ours come first. A client that offers nothing that we speak is told so (RFC 7301 section 3.2).
int ServerContext::on_protocols(SSL* /*ssl*/,
                                const unsigned char** chosen,
                                unsigned char* chosen_size,
                                const unsigned char* offered,
                                unsigned int offered_size,
                                void* self) {
    const auto& ours = static_cast<const ServerContext*>(self)->protocols_;
    unsigned char* found = nullptr;
    const int result = SSL_select_next_proto(&found,
                                             chosen_size,
                                             reinterpret_cast<const unsigned char*>(ours.data()),
                                             static_cast<unsigned int>(ours.size()),
                                             offered,
                                             offered_size);
    *chosen = found;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// An outdated response would only make clients refuse the certificate.
int ServerContext::on_status_request(SSL* ssl, void* self) {
    const auto* entry = static_cast<const ServerContext*>(self)->entry_of(ssl);
    if (!entry || entry->ocsp_response.empty() ||
        entry->ocsp_expires < std::chrono::system_clock::now()) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    const auto& response = entry->ocsp_response;
    auto* copy = OPENSSL_memdup(response.data(), response.size());
    if (!copy) return SSL_TLSEXT_ERR_NOACK;
    SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(response.size()));
    return SSL_TLSEXT_ERR_OK;
}

int ServerContext::on_ticket(SSL* ssl,
                             unsigned char* name,
                             unsigned char* iv,
                             EVP_CIPHER_CTX* cipher,
                             EVP_MAC_CTX* mac,
                             int sealing) {
    const auto* self =
        static_cast<const ServerContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    return sealing ? seal_ticket(*self->keys_, name, iv, cipher, mac)
                   : open_ticket(*self->keys_, name, iv, cipher, mac);
}

}  // namespace crossfade::tls
