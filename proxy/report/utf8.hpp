// Writing a character as UTF-8 (RFC 3629); reading it is in proxy/compare/preview.hpp.
#pragma once

#include <string>

namespace crossfade::report {

/// `code_point` is a Unicode scalar value.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace crossfade::report
