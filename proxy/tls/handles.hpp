// OpenSSL's counted objects as owning handles.
#pragma once

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

namespace crossfade::tls {

struct Free {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
    void operator()(SSL_SESSION* session) const noexcept { SSL_SESSION_free(session); }
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};

template <class Object>
using Handle = std::unique_ptr<Object, Free>;

using Context = Handle<SSL_CTX>;
using Ssl = Handle<SSL>;
using Session = Handle<SSL_SESSION>;

}  // namespace crossfade::tls
