// Bodies of several parts as JSON: each part by its own media type.
#pragma once

#include "proxy/body/reading.hpp"
#include "proxy/text/media_type.hpp"

#include <string_view>

namespace crossfade::compare {

/// multipart/form-data: an object with a member for each part, in their order; all others: an
/// array. A part is {"filename": ..., "type": ..., "headers": {...}, "content": ...}, without what
/// it has not. The content is JSON where that is its type, or where it has none and is JSON; what a
/// format that is read as JSON gives; a string; or for bytes their kind, length and hash. Parts
/// inside of parts are read one level down, so is an HTTP message (application/http). The boundary,
/// and what is outside of all parts, is set aside.
[[nodiscard]] body::Reading read_multipart(std::string_view bytes, const text::MediaType& type);

}  // namespace crossfade::compare
