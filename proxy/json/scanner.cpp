// See scanner.hpp.
#include "proxy/json/scanner.hpp"

#include "proxy/json/utf8.hpp"

namespace crossfade::json {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_hex_digit(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

bool Scanner::value(std::size_t depth) noexcept {
    skip_white_space();
    switch (here()) {
        case '{':
            return depth > 0 && object(depth - 1);
        case '[':
            return depth > 0 && array(depth - 1);
        case '"':
            return string();
        case 't':
            return literal("true");
        case 'f':
            return literal("false");
        case 'n':
            return literal("null");
        default:
            return number();
    }
}

std::string_view Scanner::take_value(std::size_t depth) noexcept {
    skip_white_space();
    const std::size_t begin = at_;
    if (!value(depth)) return {};
    return text_.substr(begin, at_ - begin);
}

bool Scanner::string() noexcept {
    if (!take('"')) return false;
    while (!at_end()) {
        const char c = text_[at_];
        if (c == '"') return take('"');
        if (static_cast<unsigned char>(c) < 0x20) return false;
        if (c == '\\') {
            if (!escape()) return false;
            continue;
        }
        const std::size_t length = utf8_length(text_.substr(at_));
        if (length == 0) return false;
        at_ += length;
    }
    return false;
}

bool Scanner::literal(std::string_view word) noexcept {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
}

bool Scanner::escape() noexcept {
    ++at_;
    constexpr std::string_view simple = "\"\\/bfnrt";
    if (at_end()) return false;
    const char c = text_[at_++];
    if (c != 'u') return simple.find(c) != std::string_view::npos;
    for (int digit = 0; digit < 4; ++digit) {
        if (at_end() || !is_hex_digit(text_[at_])) return false;
        ++at_;
    }
    return true;
}

bool Scanner::digits() noexcept {
    const std::size_t begin = at_;
    while (!at_end() && is_digit(text_[at_])) ++at_;
    return at_ > begin;
}

bool Scanner::number() noexcept {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (here() != 'e' && here() != 'E') return true;
    ++at_;
    if (here() == '+' || here() == '-') ++at_;
    return digits();
}

bool Scanner::array(std::size_t depth) noexcept {
    ++at_;
    skip_white_space();
    if (take(']')) return true;
    while (value(depth)) {
        skip_white_space();
        if (take(']')) return true;
        if (!take(',')) return false;
    }
    return false;
}

bool Scanner::object(std::size_t depth) noexcept {
    ++at_;
    skip_white_space();
    if (take('}')) return true;
    do {
        skip_white_space();
        if (!string()) return false;
        skip_white_space();
        if (!take(':') || !value(depth)) return false;
        skip_white_space();
        if (take('}')) return true;
    } while (take(','));
    return false;
}

}  // namespace crossfade::json
