// Responses that the proxy makes itself: a small JSON body, a Proxy-Status field (RFC 9209), and
// nothing about what is behind the proxy.
#pragma once

#include "proxy/http/exchange.hpp"

#include <string_view>

namespace crossfade::http {

/// Answers with the failure's status. An exchange that already responded, or that nobody waits for
/// any more, is aborted instead.
[[nodiscard]] Awaitable<void> reply(Exchange& exchange, Failure failure);

/// Answers an OPTIONS that may not be forwarded any more (RFC 9110 section 7.6.2): what is asked
/// about is this proxy, not what is behind it.
[[nodiscard]] Awaitable<void> reply_as_last_recipient(Exchange& exchange);

/// Answers with a complete body.
[[nodiscard]] Awaitable<void> reply(Exchange& exchange,
                                    int status,
                                    std::string_view content_type,
                                    std::string_view body,
                                    routing::Fields more_fields = {});

}  // namespace crossfade::http
