// OpenSSL's hundreds of reasons, sorted into few.
#include "proxy/tls/failure.hpp"

#include <boost/asio/error.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <string>

namespace crossfade::tls {
namespace {

// Boost's categories are never destroyed through their base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class Category final : public boost::system::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "tls"; }
    [[nodiscard]] std::string message(int value) const override {
        return "TLS: " + std::string(name_of(static_cast<Failure>(value - 1)));
    }
};
#pragma GCC diagnostic pop

Failure failure_of_reason(int reason) noexcept {
    switch (reason) {
        case SSL_R_HTTP_REQUEST:
        case SSL_R_HTTPS_PROXY_REQUEST:
            return Failure::plain_http;
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_UNKNOWN_PROTOCOL:
        case SSL_R_VERSION_TOO_LOW:
        case SSL_R_WRONG_SSL_VERSION:
        case SSL_R_NO_PROTOCOLS_AVAILABLE:
            return Failure::protocol_version;
        case SSL_R_NO_SHARED_CIPHER:
        case SSL_R_NO_SHARED_GROUPS:
        case SSL_R_NO_SUITABLE_KEY_SHARE:
        case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
        case SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
            return Failure::cipher;
        case SSL_R_NO_APPLICATION_PROTOCOL:
            return Failure::application_protocol;
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            return Failure::certificate_missing;
        case SSL_R_CERTIFICATE_VERIFY_FAILED:
            return Failure::certificate_rejected;
        case SSL_R_UNEXPECTED_EOF_WHILE_READING:
            return Failure::truncated;
        case SSL_R_NO_RENEGOTIATION:
            return Failure::renegotiation;
        default:
            // From here on OpenSSL counts the alerts that a peer sent.
            return reason >= SSL_AD_REASON_OFFSET ? Failure::alert : Failure::protocol_error;
    }
}

}  // namespace

Failure failure_of(const Error& error) noexcept {
    if (error.category() == category()) return static_cast<Failure>(error.value() - 1);
    return error == asio::error::timed_out ? Failure::timeout : Failure::other;
}

const boost::system::error_category& category() noexcept {
    static const Category instance;
    return instance;
}

Failure take_failure() noexcept {
    const auto error = ERR_get_error();
    ERR_clear_error();
    if (error == 0) return Failure::disconnected;
    if (ERR_GET_LIB(error) != ERR_LIB_SSL) return Failure::other;
    return failure_of_reason(ERR_GET_REASON(error));
}

}  // namespace crossfade::tls
