// Secrets, taken out of a pair and its findings before anything of them is stored.
#pragma once

#include "proxy/compare/compare.hpp"
#include "proxy/redaction/redactor.hpp"

#include <string_view>

namespace crossfade::redaction {

/// Replaces in place what must not be stored: authorization, proxy-authorization, cookie and
/// set-cookie values and the paths of `redact`, each by "redacted:" and 16 hex digits of a keyed
/// hash, so that equality stays visible. Applies to headers, JSON bodies and findings alike; a body
/// that is not JSON but would need redaction by path is replaced whole.
void redact(compare::Pair& pair,
            compare::Result& result,
            const compare::Rules& rules,
            std::string_view key);

/// What that makes of one field of a request, but for one that names the user. `name` in lower
/// case.
[[nodiscard]] std::string redacted_field(std::string_view name,
                                         std::string_view value,
                                         const compare::Rules& rules,
                                         Redactor& redactor);

}  // namespace crossfade::redaction
