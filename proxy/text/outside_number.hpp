// Texts that look generated and are none: what they stand for is agreed with the world outside of
// both sides, so that another one is another thing and never a second name of the same.
#pragma once

#include <string_view>

namespace crossfade::text {

/// An account number (IBAN, ISO 13616), an address of a chain (0x and 40 or 64 digits, bech32), or
/// the number of a document, such as INV-2024-0012. The first and the last kind of address are told
/// by their check digits.
[[nodiscard]] bool is_outside_number(std::string_view text) noexcept;

/// The same for a text in a field of that name: also what has no form of its own, such as the
/// address in wallet_address.
[[nodiscard]] bool is_outside_number(std::string_view text, std::string_view field) noexcept;

/// True of sha256, md5, checksum, content-digest and the like: the value is made of what it stands
/// beside.
[[nodiscard]] bool names_digest(std::string_view field) noexcept;

}  // namespace crossfade::text
