// One pass over the bytes finds the end of a line and what no line may hold; what is asked of its
// parts beyond that is looked up in a table of classes, once the line is complete.
#include "proxy/h1/head_scan.hpp"

#include "proxy/h1/text_end.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace crossfade::h1 {
namespace {

using http::Failure;

enum Class : std::uint8_t {
    token = 1,   // RFC 9110 section 5.6.2
    target = 2,  // visible ASCII; what a target may hold at most
    digit = 4,
};

constexpr auto classes = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool number = c >= '0' && c <= '9';
        const bool mark = std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) !=
                          std::string_view::npos;
        if (letter || number || (mark && c < 128)) table[c] |= token;
        if (c > 0x20 && c < 0x7F) table[c] |= target;
        if (number) table[c] |= digit;
    }
    return table;
}();

std::uint8_t class_of(char c) noexcept { return classes[static_cast<unsigned char>(c)]; }

// How many bytes at the beginning are of that class.
std::size_t length_of(Bytes text, Class wanted) noexcept {
    std::size_t length = 0;
    while (length < text.size() && (class_of(text[length]) & wanted) != 0) ++length;
    return length;
}

bool valid_version(Bytes version) noexcept {
    return version == "HTTP/1.1" || version == "HTTP/1.0";
}

// "HTTP/" DIGIT "." DIGIT, of a version that may exist but is not spoken here. 1.2 and up are
// refused too: RFC 9110 section 2.5 lets them be taken for 1.1, but nobody sends them in good
// faith.
bool foreign_version(Bytes version) noexcept {
    return version.size() == 8 && version.starts_with("HTTP/") &&
           length_of(version.substr(5, 1), digit) == 1 && version[6] == '.' &&
           length_of(version.substr(7), digit) == 1 && !valid_version(version);
}

// Three words with a single space between them.
Failure check_request_line(Bytes line) noexcept {
    constexpr std::size_t longest_method = 64;  // the registered ones have at most 17 letters
    const auto method = length_of(line, token);
    if (method == 0 || method > longest_method || !line.substr(method).starts_with(' ')) {
        return Failure::request_malformed;
    }
    line.remove_prefix(method + 1);
    const auto length = length_of(line, target);
    if (length == 0 || !line.substr(length).starts_with(' ')) return Failure::request_malformed;
    const auto version = line.substr(length + 1);
    if (valid_version(version)) return Failure::none;
    return foreign_version(version) ? Failure::version_not_supported : Failure::request_malformed;
}

// "HTTP/1.1 200 " and a reason that may be empty; the space before an empty one is often left out.
bool valid_status_line(Bytes line) noexcept {
    constexpr std::size_t status_end = 12;
    if (line.size() < status_end || !valid_version(line.substr(0, 8)) || line[8] != ' ') {
        return false;
    }
    const auto status = line.substr(9, 3);
    if (length_of(status, digit) < 3 || status[0] < '1' || status[0] > '5') return false;
    return line.size() == status_end || line[status_end] == ' ';
}

// A name and its colon.
bool valid_name(Bytes line) noexcept {
    const auto length = length_of(line, token);
    return length > 0 && line.substr(length).starts_with(':');
}

// Something else than HTTP (a TLS hello, an error page) is told by its first bytes, which saves
// waiting for a blank line that never comes.
bool plausible_start(HeadKind kind, Bytes received) noexcept {
    if (kind == HeadKind::request) return received.empty() || (class_of(received[0]) & token) != 0;
    std::array<char, 12> start{'H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', '2', '0', '0'};
    received.copy(start.data(), start.size());
    if (!valid_status_line({start.data(), start.size()})) return false;
    return received.size() <= start.size() || received[start.size()] == ' ' ||
           received[start.size()] == '\r';
}

}  // namespace

bool valid_field_line(Bytes line) noexcept {
    return valid_name(line) && text_end(line, 0) == line.size();
}

HeadScan::State HeadScan::refuse(Failure failure) noexcept {
    failure_ = failure;
    return State::refused;
}

HeadScan::State HeadScan::scan(Bytes received) noexcept {
    for (;;) {
        looked_ = text_end(received, looked_);
        const auto rest = received.substr(looked_);
        const bool open = rest.empty() || rest == "\r";  // which is judged with what follows it
        if (open || looked_ + 1 >= limits_.bytes) return wait(received);
        if (!rest.starts_with("\r\n")) return refuse(Failure::request_malformed);
        const auto line = received.substr(line_start_, looked_ - line_start_);
        looked_ = line_start_ = looked_ + 2;
        if (line.empty() && lines_ > 0) {
            size_ = looked_;
            return State::complete;
        }
        const auto failure = check(line);
        if (failure != Failure::none) return refuse(failure);
        ++lines_;
    }
}

HeadScan::State HeadScan::wait(Bytes received) noexcept {
    if (!plausible_start(kind_, received)) return refuse(Failure::request_malformed);
    if (received.size() < limits_.bytes) return State::incomplete;
    return refuse(lines_ == 0 && kind_ == HeadKind::request ? Failure::target_too_long
                                                            : Failure::request_head_too_large);
}

// The line holds no control.
Failure HeadScan::check(Bytes line) const noexcept {
    if (lines_ > limits_.fields) return Failure::request_head_too_large;
    if (lines_ == 0 && kind_ == HeadKind::request) return check_request_line(line);
    const bool valid = lines_ > 0 ? valid_name(line) : valid_status_line(line);
    return valid ? Failure::none : Failure::request_malformed;
}

}  // namespace crossfade::h1
