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
    x_forwarded_other,  // x-real-ip and the rest of x-forwarded-*
    crossfade,          // x-crossfade-*: ours, never believed from outside unless a rule names it
};

[[nodiscard]] FieldName field_name_of(std::string_view name) noexcept;

/// True for a name that is none of the above, but is taken for one by backends that turn every mark
/// in a name into the same one, as CGI does (RFC 3875 section 4.1.18): "Content_Length".
[[nodiscard]] bool look_alike(std::string_view name) noexcept;

/// True if such a backend could not tell the names apart.
[[nodiscard]] bool same_but_for_marks(std::string_view left, std::string_view right) noexcept;

}  // namespace crossfade::http
