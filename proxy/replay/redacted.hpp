// What redaction left behind in a record, which no backend can make sense of.
#pragma once

#include <string_view>

namespace crossfade::replay {

/// True if a redaction's token (compare/redactor.hpp) stands somewhere in the text.
[[nodiscard]] bool holds_redaction(std::string_view text) noexcept;

}  // namespace crossfade::replay
