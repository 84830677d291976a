// HTML as JSON; see markup.hpp for the form. The tree is built by the main rules of the standard
// (WHATWG HTML, section "Tree construction"): html, head and body are always there, elements end
// where others imply it, end tags without a start are passed over. Formatting that is wrongly
// nested and content that is misplaced in tables stay where they are written.
//
// This reader is our own, and not that of a library, because what it reads was made by a backend
// that may be broken or hostile: its work is linear in the body, and it has no assertion to fail.
#pragma once

#include "proxy/body/reading.hpp"

#include <string_view>

namespace crossfade::body {

/// Always good, or over budget. Set aside are the values of nonces and of tokens against forgery of
/// requests, which are new in every page, and the order of elements of different names.
[[nodiscard]] Reading read_html(std::string_view text);

}  // namespace crossfade::body
