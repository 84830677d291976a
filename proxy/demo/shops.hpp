// The three APIs of the demo: a shop as it was, as it was written anew, and a payment sandbox. The
// new one differs from the legacy one in the ways in which such migrations really go wrong.
#pragma once

#include "proxy/demo/api.hpp"

namespace crossfade::demo {

[[nodiscard]] ApiAnswer legacy_shop(const ApiRequest& request);
/// POST /payments of the legacy API.
[[nodiscard]] ApiAnswer legacy_payment(const ApiRequest& request);
[[nodiscard]] ApiAnswer new_shop(const ApiRequest& request);
/// Takes payments only: with the sandbox's credentials and account, and without a cookie.
[[nodiscard]] ApiAnswer sandbox(const ApiRequest& request);

inline constexpr const char* sandbox_token = "sandbox-token-for-the-demo";
inline constexpr const char* sandbox_account = "sandbox-001";

}  // namespace crossfade::demo
