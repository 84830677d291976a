// Which parameters of a query or a form carry secrets: one list for everything that is written
// down.
#pragma once

#include <string_view>

namespace crossfade::routing {

/// True for names like token, api_key, password or code; in any case, percent-encoded or not, with
/// '-' for '_'.
[[nodiscard]] bool names_secret(std::string_view parameter) noexcept;

}  // namespace crossfade::routing
