// The lists of RFC 9325, and of what clients of the last ten years speak.
#include "proxy/tls/policy.hpp"

#include <stdexcept>

namespace crossfade::tls {
namespace {

constexpr const char* server_ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* tls13_ciphers =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* groups = "X25519:P-256:P-384";
constexpr int security_level = 2;  // 112 bits: RSA from 2048, no SHA-1

// Renegotiation lets a client make the server work (and, before RFC 5746, speak for another);
// compression leaks what is secret (CRIME). Session caches would hold secrets in memory for the
// tickets' sake, which do without.
Context make(const SSL_METHOD* method, config::TlsVersion min_version) {
    Context context(SSL_CTX_new(method));
    if (!context) throw std::runtime_error("no memory for TLS");
    auto* raw = context.get();
    const bool tls13 = min_version == config::TlsVersion::tls13;
    SSL_CTX_set_security_level(raw, security_level);
    SSL_CTX_set_min_proto_version(raw, tls13 ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(raw, 0);
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(raw,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                         SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // One receive for a record's header and body, and for what follows.
    SSL_CTX_set_read_ahead(raw, 1);
    SSL_CTX_set1_groups_list(raw, groups);
    SSL_CTX_set_ciphersuites(raw, tls13_ciphers);
    return context;
}

}  // namespace

Context make_server_context(config::TlsVersion min_version) {
    auto context = make(TLS_server_method(), min_version);
    auto* raw = context.get();
    SSL_CTX_set_options(raw, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_cipher_list(raw, server_ciphers);
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_early_data(raw, 0);  // early data can be replayed (RFC 8446 section 8)
    SSL_CTX_set_recv_max_early_data(raw, 0);
    return context;
}

Context make_client_context(config::TlsVersion min_version) {
    auto context = make(TLS_client_method(), min_version);
    SSL_CTX_set_session_cache_mode(context.get(),
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    return context;
}

std::string protocol_list(const std::vector<std::string>& protocols) {
    std::string list;
    for (const auto& protocol : protocols) {
        list.push_back(static_cast<char>(protocol.size()));
        list.append(protocol);
    }
    return list;
}

}  // namespace crossfade::tls
