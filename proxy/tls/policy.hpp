// What is the same for every context, whoever connects.
#pragma once

#include "config/config.hpp"
#include "proxy/tls/handles.hpp"

#include <string>
#include <vector>

namespace crossfade::tls {

/// Versions, groups, no renegotiation, no compression, no early data. Servers also choose the
/// cipher, and only ones with forward secrecy and authenticated encryption (RFC 9325 section 4.2).
[[nodiscard]] Context make_server_context(config::TlsVersion min_version);

/// Backends may be old: any cipher that OpenSSL's security level 2 allows.
[[nodiscard]] Context make_client_context(config::TlsVersion min_version);

/// The wire format of ALPN (RFC 7301 section 3.1).
[[nodiscard]] std::string protocol_list(const std::vector<std::string>& protocols);

}  // namespace crossfade::tls
