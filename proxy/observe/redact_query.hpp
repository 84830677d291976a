// Secrets in query strings, kept out of logs.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::observe {

/// The request target with the values of query parameters that are named like a secret (token,
/// api_key, password, code ...; any case, percent-encoded or not) replaced by "redacted".
[[nodiscard]] std::string with_secrets_redacted(std::string_view target);

}  // namespace crossfade::observe
