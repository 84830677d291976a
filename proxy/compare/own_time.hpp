// Times that say when each side did something, and so differ wherever both sides did it: beside the
// moment of each side's own response they are the same.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/text/timestamp.hpp"

#include <optional>
#include <string_view>

namespace crossfade::compare {

/// When both responses were made, by their date fields, else by the time of the pair.
struct Moments {
    std::optional<text::Instant> live;
    std::optional<text::Instant> shadow;
};
[[nodiscard]] Moments moments_of(const Pair& pair);

/// True if they are more than a minute apart: what changes with time may then differ.
[[nodiscard]] bool are_apart(const Moments& moments) noexcept;
/// True if they are known not to be, as those of a mirror.
[[nodiscard]] bool are_together(const Moments& moments) noexcept;

/// Two points in time, in the same notation on both sides.
struct Times {
    text::Instant live;
    text::Instant shadow;
};

/// Of two texts that are times of one format, more exact than a day, or, in a field that a number
/// may be a time in, whole seconds or thousandths of them since 1970.
[[nodiscard]] std::optional<Times> times_of(std::string_view live, std::string_view shadow);

/// Both within five minutes of their own response, and where these were made at once as far from it
/// to within a minute.
[[nodiscard]] bool beside_response(const Times& times, const Moments& moments);

/// About as long ago on both sides, or as far ahead: within ten minutes, or a tenth where the
/// responses were made apart.
[[nodiscard]] bool same_age(const Times& times, const Moments& moments);

}  // namespace crossfade::compare
