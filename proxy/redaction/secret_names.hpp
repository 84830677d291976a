// Which members, fields and attributes hold secrets, by their names.
#pragma once

#include <string_view>

namespace crossfade::redaction {

/// password, api_key, accessToken, client-secret, cvv, pin ...: case, '_', '-', '.', ':' and a '@'
/// in front do not count. Not names of tokens that only say where a list goes on (next_page_token).
[[nodiscard]] bool is_secret_name(std::string_view name) noexcept;

/// True if one of the members on a finding's path has such a name.
[[nodiscard]] bool leads_to_secret(std::string_view path);

}  // namespace crossfade::redaction
