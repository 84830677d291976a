// The words of proxies in front about one hop: an entry of X-Forwarded-For, an element of Forwarded
// (RFC 7239). Views into the field.
#pragma once

#include "routing/address.hpp"

#include <optional>
#include <string_view>

namespace crossfade::http {

/// "192.0.2.1", "2001:db8::1" or "[2001:db8::1]", with or without a port; not "unknown".
[[nodiscard]] std::optional<routing::AddressBytes> parse_forwarded_for(
    std::string_view entry) noexcept;

/// The parameters of one element that a receiver acts on, without their quotes.
struct ForwardedElement {
    std::string_view text;  // the element as it stands
    std::string_view node;  // of "for"
    std::optional<std::string_view> proto;
    std::optional<std::string_view> host;
};

/// Nothing unless the element follows RFC 7239 section 4 with each parameter once. Quoted pairs
/// (backslashes) are not taken either: no value that means anything needs them.
[[nodiscard]] std::optional<ForwardedElement> parse_forwarded_element(
    std::string_view text) noexcept;

/// Of RFC 7239 section 6: "192.0.2.1" or "[2001:db8::1]", with or without a port, which may be an
/// obfuscated one; not "unknown" or "_hidden".
[[nodiscard]] std::optional<routing::AddressBytes> parse_forwarded_node(
    std::string_view node) noexcept;

}  // namespace crossfade::http
