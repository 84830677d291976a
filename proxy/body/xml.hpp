// XML (1.0, with namespaces) as JSON; see markup.hpp for the form. Names are local names; a
// namespace that an element does not share with its parent is its "@xmlns", that of an attribute is
// "@xmlns:name", so that prefixes do not count, but namespaces do.
#pragma once

#include "proxy/body/reading.hpp"

#include <string_view>

namespace crossfade::body {

/// Set aside are prefixes, the order of attributes, and the order of elements of different names.
/// Nothing outside the text is ever read. Entities of a document's own, which bombs are made of,
/// make it malformed, and default values of attributes are left out; both need a DTD.
[[nodiscard]] Reading read_xml(std::string_view text);

}  // namespace crossfade::body
