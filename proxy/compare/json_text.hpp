// JSON written out again: for previews, and for bodies of which redaction replaced values.
#pragma once

#include "proxy/compare/json_document.hpp"

#include <string>

namespace crossfade::compare {

/// The JSON text of a scalar; numbers as they were written.
[[nodiscard]] std::string scalar_text(const JsonDocument& document, JsonDocument::Node node);

/// The JSON text of a node with all below it, without white space.
[[nodiscard]] std::string json_text(const JsonDocument& document, JsonDocument::Node node);

/// A scalar's text, bounded; of arrays and objects the size only, so that a finding about a whole
/// subtree shows nothing of what is inside.
[[nodiscard]] std::string preview(const JsonDocument& document, JsonDocument::Node node);

}  // namespace crossfade::compare
