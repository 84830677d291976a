// Numbers of payment cards and bank accounts in texts, told from other numbers by their check
// digits.
#pragma once

#include <cstddef>
#include <string_view>

namespace crossfade::redaction {

/// The length of the card number at the start of `text`, 0 if there is none: 13 to 19 digits
/// (ISO/IEC 7812) that begin as those of a card network do and pass Luhn's check; in one, or
/// grouped as on a card, with one space or '-' between groups. What follows is no letter or digit.
[[nodiscard]] std::size_t card_number_at(std::string_view text) noexcept;

/// The same of an IBAN (ISO 13616), in one or in groups of four with a space between.
[[nodiscard]] std::size_t iban_at(std::string_view text) noexcept;

}  // namespace crossfade::redaction
