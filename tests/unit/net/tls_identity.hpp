// Whom a TLS server of a test says it is: a fresh key, and a certificate that nobody signed but
// itself.
#pragma once

#include "proxy/tls/handles.hpp"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace crossfade::net {

inline void show_an_identity(SSL_CTX& context) {
    const tls::Handle<EVP_PKEY> key(EVP_EC_gen("P-256"));
    const tls::Handle<X509> certificate(X509_new());
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    ASSERT_EQ(SSL_CTX_use_certificate(&context, certificate.get()), 1);
    ASSERT_EQ(SSL_CTX_use_PrivateKey(&context, key.get()), 1);
}

}  // namespace crossfade::net
