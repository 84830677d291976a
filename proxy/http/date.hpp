// The Date field's value (RFC 9110 section 5.6.7), formatted once per second and thread.
#pragma once

#include <array>
#include <string_view>

namespace crossfade::http {

struct DateText {
    std::array<char, 29> text{};
    [[nodiscard]] std::string_view view() const noexcept { return {text.data(), text.size()}; }
};

/// Now, as in "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] DateText http_date() noexcept;

}  // namespace crossfade::http
