// Two texts that are no structure compared, line by line.
#pragma once

#include "proxy/compare/collector.hpp"

#include <string_view>

namespace crossfade::compare {

/// One finding at the body at most: "lines added", "lines removed", "case", "white space", "number"
/// (only digits differ), or "text", with the first line that differs on each side. Ends of lines do
/// not count; a difference in nothing else is hidden.
void diff_text(std::string_view live, std::string_view shadow, Collector& findings);

/// True if it is one line, end or not.
[[nodiscard]] bool is_one_line(std::string_view text) noexcept;

}  // namespace crossfade::compare
