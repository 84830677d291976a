// Header fields as plain views, and the look-ups that a decision needs: by name, in a cookie, in a
// query. Everything here borrows; nothing outlives the request head that it points into.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace crossfade::routing {

/// One field line (RFC 9110 section 5). Both views point into somebody else's bytes.
struct Field {
    std::string_view name;
    std::string_view value;
};

using Fields = std::span<const Field>;

/// Field names are case-insensitive (RFC 9110 section 5.1); only ASCII letters fold.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;

/// The value of the first field of that name.
[[nodiscard]] std::optional<std::string_view> find_field(Fields fields,
                                                         std::string_view name) noexcept;

/// The value of the first cookie of that name, over all Cookie fields (RFC 6265 section 5.4).
[[nodiscard]] std::optional<std::string_view> find_cookie(Fields fields,
                                                          std::string_view name) noexcept;

/// The raw (not percent-decoded) value of the first query parameter of that name.
[[nodiscard]] std::optional<std::string_view> find_query(std::string_view query,
                                                         std::string_view name) noexcept;

}  // namespace crossfade::routing
