// A certificate with its chain and its private key, read from files and checked. On the control
// loop, or at the start.
#pragma once

#include "config/config.hpp"
#include "proxy/tls/handles.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::tls {

/// What is wrong with files: problems keep something from being used, warnings do not. Names files
/// and reasons, never contents.
struct Complaints {
    std::vector<std::string> problems;
    std::vector<std::string> warnings;
};

using Time = std::chrono::system_clock::time_point;

struct Identity {
    Handle<X509> certificate;
    std::vector<Handle<X509>> chain;
    Handle<EVP_PKEY> private_key;
    std::vector<std::string> names;  // DNS names of subjectAltName
    Time expires;
    std::string ocsp_response;        // DER; empty: none
    Time ocsp_expires = Time::max();  // the response's nextUpdate
};

/// Nothing if there is a problem. An expired certificate is used all the same, with a warning.
[[nodiscard]] std::optional<Identity> load_identity(const config::Certificate& files,
                                                    Complaints& complaints);

/// Makes the context show it. False, with a problem, if OpenSSL refuses.
[[nodiscard]] bool use_identity(SSL_CTX& context,
                                const Identity& identity,
                                const std::string& file,
                                Complaints& complaints);

/// Why OpenSSL failed last, in its words; empties the error queue.
[[nodiscard]] std::string take_reason();

}  // namespace crossfade::tls
