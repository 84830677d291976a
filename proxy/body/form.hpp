// application/x-www-form-urlencoded (WHATWG URL, section 5) as JSON: an object with a member for
// each field, in their order; a name that occurs twice is there twice.
#pragma once

#include "proxy/body/reading.hpp"

#include <string>
#include <string_view>

namespace crossfade::body {

/// Always good. "a=1&b=x%20y" -> {"a":"1","b":"x y"}.
[[nodiscard]] Reading read_form(std::string_view text);

/// '+' is a space and %XX a byte; what is not written so stays as it is.
[[nodiscard]] std::string form_decoded(std::string_view text);

}  // namespace crossfade::body
