// Names for what happened to a text between live and shadow: "case", "trim", "html escape" and the
// like tell a reader where to look; "value" is what is left.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::text {

/// The class of two texts that are not the same: "empty->string", "case", "trim", "whitespace",
/// "Z->offset" and others of times, "number format", "html escape", "unicode normalisation",
/// "url host", "value".
[[nodiscard]] std::string string_class(std::string_view live, std::string_view shadow);

/// Of two times that are the same written differently, or of which one was cut: "Z->offset",
/// "offset->Z", "no zone->Z", "time precision 6->3", "time format".
[[nodiscard]] std::optional<std::string> time_class(std::string_view live, std::string_view shadow);

/// True if they are the same without regard to the case of ASCII letters and to how much white
/// space there is.
[[nodiscard]] bool same_words(std::string_view live, std::string_view shadow);

}  // namespace crossfade::text
