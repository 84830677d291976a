// See members.hpp.
#include "proxy/json/members.hpp"

#include "proxy/json/string.hpp"

namespace crossfade::json {

void append_name(std::string& out, std::string_view name) {
    if (out.back() != '{') out += ',';
    append_string(out, name);
    out += ':';
}

void append_text(std::string& out, std::string_view name, std::string_view text) {
    append_name(out, name);
    append_string(out, text);
}

}  // namespace crossfade::json
