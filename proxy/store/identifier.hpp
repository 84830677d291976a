// Which segments of a path, and which values of a query, name one thing among many.
#pragma once

#include <string_view>

namespace crossfade::store {

/// Numbers, dates, UUIDs, hex digests, ULIDs and other tokens, prefixed ones ("cus_9s6XKzkNRiz8i3",
/// "order-1042"), mail addresses, what was redacted, and whatever is very long. Words and versions
/// ("v1", "oauth2") are none.
[[nodiscard]] bool is_identifier(std::string_view text) noexcept;

}  // namespace crossfade::store
