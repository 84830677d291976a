// The OCSP response that is handed out with a certificate (RFC 6066 section 8). Somebody else
// fetches it; here it is only checked to be one, and for this certificate.
#pragma once

#include "proxy/tls/identity.hpp"

#include <openssl/asn1.h>

#include <string>

namespace crossfade::tls {

/// Fills the identity's response and its end. False, with a problem, if it is of no use.
[[nodiscard]] bool load_ocsp_response(const std::string& file,
                                      Identity& identity,
                                      Complaints& complaints);

/// The epoch if it cannot be read.
[[nodiscard]] Time time_of(const ASN1_TIME* time) noexcept;

}  // namespace crossfade::tls
