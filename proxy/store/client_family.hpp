// Which kind of client it is, as its User-Agent says: few families instead of ever new versions.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::store {

/// "curl", "Chrome", "okhttp" ...: a browser's name, or the first product without its version.
[[nodiscard]] std::string client_family(std::string_view user_agent);

}  // namespace crossfade::store
