// One context per backend; what belongs to an endpoint is set on each connection.
#include "proxy/tls/client_context.hpp"

#include "proxy/tls/policy.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <utility>

namespace crossfade::tls {
namespace {

bool is_address(const std::string& host) noexcept {
    auto* address = a2i_IPADDRESS(host.c_str());
    ERR_clear_error();
    ASN1_OCTET_STRING_free(address);
    return address != nullptr;
}

Session copy_of(const SSL_SESSION* session) noexcept {
    // The session is only read; the signature is older than const.
    Session copy(session ? SSL_SESSION_dup(const_cast<SSL_SESSION*>(session)) : nullptr);
    ERR_clear_error();
    return copy;
}

}  // namespace

Session LastSession::copy() const noexcept { return copy_of(session_.get()); }

std::shared_ptr<const ClientContext> ClientContext::make(const config::BackendTls& tls,
                                                         Complaints& complaints) {
    const std::shared_ptr<ClientContext> made(new ClientContext);
    made->context_ = make_client_context(tls.min_version);
    made->server_name_ = tls.server_name;
    made->verify_ = tls.verify;
    auto* context = made->context_.get();
    const auto problems = complaints.problems.size();
    if (tls.verify) {
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
        if (SSL_CTX_load_verify_file(context, tls.ca.c_str()) != 1) {
            complaints.problems.push_back(tls.ca + " cannot be used as a ca: " + take_reason());
        }
    }
    if (!tls.certificate.empty()) {
        const auto identity = load_identity({tls.certificate, tls.private_key, {}}, complaints);
        if (identity) {
            static_cast<void>(use_identity(*context, *identity, tls.certificate, complaints));
        }
    }
    if (complaints.problems.size() > problems) return nullptr;
    const auto protocols = protocol_list({"http/1.1"});
    SSL_CTX_set_alpn_protos(context,
                            reinterpret_cast<const unsigned char*>(protocols.data()),
                            static_cast<unsigned int>(protocols.size()));
    SSL_CTX_sess_set_new_cb(context, &ClientContext::on_session);
    return made;
}

Ssl ClientContext::start(const std::string& host, LastSession& last) const noexcept {
    Ssl ssl(SSL_new(context_.get()));
    if (!ssl) return ssl;
    const auto& name = server_name_.empty() ? host : server_name_;
    const bool address = is_address(name);
    bool good = true;
    // An address is no server name (RFC 6066 section 3).
    if (!address) good = SSL_set_tlsext_host_name(ssl.get(), name.c_str()) == 1;
    if (verify_) {
        auto* parameters = SSL_get0_param(ssl.get());
        X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        const bool set = address ? X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1
                                 : X509_VERIFY_PARAM_set1_host(parameters, name.c_str(), 0) == 1;
        good = good && set;
    }
    if (!good) {
        ERR_clear_error();
        return {};
    }
    SSL_set_connect_state(ssl.get());
    SSL_set_app_data(ssl.get(), &last);
    const auto session = last.copy();
    if (session) SSL_set_session(ssl.get(), session.get());
    return ssl;
}

// With TLS 1.3 after the handshake, perhaps several times; the newest lives longest.
int ClientContext::on_session(SSL* ssl, SSL_SESSION* session) {
    constexpr int not_kept = 0;
    static_cast<LastSession*>(SSL_get_app_data(ssl))->keep(copy_of(session));
    return not_kept;
}

}  // namespace crossfade::tls
