// Character references of HTML (&amp;, &#233;, &#xE9;) as the characters that they stand for.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::body {

/// Known by name are those of HTML 4 for Latin-1 and the common marks and signs. What is not known,
/// or stands for no character, stays as it is written.
[[nodiscard]] std::string without_references(std::string_view text);

}  // namespace crossfade::body
