// The field names that a proxy acts on, as numbers: looked up once when a head is parsed, compared
// as integers from then on.
#pragma once

#include <cstdint>
#include <string_view>

namespace crossfade::http {

enum class FieldName : std::uint8_t {
    other,
    connection,
    content_length,
    cookie,
    date,
    expect,
    forwarded,
    host,
    keep_alive,
    max_forwards,
    proxy_authenticate,
    proxy_authorization,
    proxy_connection,
    te,
    trailer,
    transfer_encoding,
    upgrade,
    via,
    x_forwarded_for,
    x_forwarded_host,
    x_forwarded_proto,
    x_request_id,
    traceparent,
    http2_settings,
    crossfade,  // x-crossfade-*: ours, never believed from outside unless a rule names it
};

[[nodiscard]] FieldName field_name_of(std::string_view name) noexcept;

}  // namespace crossfade::http
