// See utf8.hpp.
#include "proxy/report/utf8.hpp"

namespace crossfade::report {
namespace {

char low_byte(char32_t bits) noexcept {
    return static_cast<char>(static_cast<unsigned char>(bits & 0xFFU));
}

}  // namespace

void append_utf8(std::string& out, char32_t code_point) {
    if (code_point < 0x80) {
        out += low_byte(code_point);
    } else if (code_point < 0x800) {
        out += low_byte(0xC0U | (code_point >> 6U));
        out += low_byte(0x80U | (code_point & 0x3FU));
    } else if (code_point < 0x10000) {
        out += low_byte(0xE0U | (code_point >> 12U));
        out += low_byte(0x80U | ((code_point >> 6U) & 0x3FU));
        out += low_byte(0x80U | (code_point & 0x3FU));
    } else {
        out += low_byte(0xF0U | (code_point >> 18U));
        out += low_byte(0x80U | ((code_point >> 12U) & 0x3FU));
        out += low_byte(0x80U | ((code_point >> 6U) & 0x3FU));
        out += low_byte(0x80U | (code_point & 0x3FU));
    }
}

}  // namespace crossfade::report
