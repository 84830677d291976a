// The style and the script of the HTML report: constant texts, which the page's own policy lets in
// by their hashes and nothing else.
#pragma once

#include <string_view>

namespace crossfade::report {

extern const std::string_view page_style;
extern const std::string_view page_script;

}  // namespace crossfade::report
