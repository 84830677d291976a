// Bodies of several parts (RFC 2046 section 5.1, RFC 7578) taken apart.
#pragma once

#include "proxy/body/reading.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::body {

/// Views into the body.
struct Part {
    std::vector<std::pair<std::string_view, std::string_view>> fields;  // name and value, trimmed
    std::string_view content;
};

struct Parts {
    Reading::Status status = Reading::Status::malformed;
    std::vector<Part> parts;  // of good
};

/// What stands in front of the first delimiter and behind the last is passed over. Malformed
/// without a last one, with a boundary that is none, or if a part's head is not one. Over budget
/// with more than 1 000 parts, 100 fields in one, or 16 KiB of them.
[[nodiscard]] Parts split_multipart(std::string_view body, std::string_view boundary);

/// Header fields, an empty line, and the content behind it. Malformed and over budget as above.
[[nodiscard]] Reading::Status split_part(std::string_view text, Part& part);

}  // namespace crossfade::body
