// One pass over the bytes finds the end of a line and what no line may hold; what is asked of its
// parts beyond that is looked up in a table of classes, once the line is complete.
#include "proxy/h1/head_scan.hpp"

#include "proxy/h1/line_bytes.hpp"

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

// The first byte that is of another class. A line ends in CR, which is of none.
const char* skip(const char* at, Class wanted) noexcept {
    while ((class_of(*at) & wanted) != 0) ++at;
    return at;
}

constexpr std::size_t version_size = 8;

bool valid_version(const char* at) noexcept {
    return std::memcmp(at, "HTTP/1.1", version_size) == 0 ||
           std::memcmp(at, "HTTP/1.0", version_size) == 0;
}

// "HTTP/" DIGIT "." DIGIT. 1.2 and up are refused too: RFC 9110 section 2.5 lets them be taken for
// 1.1, but nobody sends them in good faith.
Failure check_version(Bytes version) noexcept {
    const auto is_digit = [](char c) { return (class_of(c) & digit) != 0; };
    if (version.size() != version_size) return Failure::request_malformed;
    if (valid_version(version.data())) return Failure::none;
    const bool foreign = version.starts_with("HTTP/") && is_digit(version[5]) &&
                         version[6] == '.' && is_digit(version[7]);
    return foreign ? Failure::version_not_supported : Failure::request_malformed;
}

// Three words with a single space between them.
Failure check_request_line(Bytes line) noexcept {
    constexpr std::ptrdiff_t longest_method = 64;  // the registered ones have at most 17 letters
    const auto* const method_end = skip(line.begin(), token);
    const auto method = method_end - line.begin();
    if (method == 0 || method > longest_method || *method_end != ' ') {
        return Failure::request_malformed;
    }
    const auto* const target_end = skip(method_end + 1, target);
    if (target_end == method_end + 1 || *target_end != ' ') return Failure::request_malformed;
    return check_version({target_end + 1, static_cast<std::size_t>(line.end() - target_end - 1)});
}

// "HTTP/1.1 200 " and a reason that may be empty; the space before an empty one is often left out.
bool valid_status_line(Bytes line) noexcept {
    constexpr std::size_t status_end = 12;
    if (line.size() < status_end || !valid_version(line.data()) || line[8] != ' ') return false;
    if (skip(&line[9], digit) != line.data() + status_end || line[9] < '1' || line[9] > '5') {
        return false;
    }
    return line.size() == status_end || line[status_end] == ' ';
}

// A name and its colon.
bool valid_name(Bytes line) noexcept {
    const auto* const end = skip(line.begin(), token);
    return end != line.begin() && *end == ':';
}

// Something else than HTTP (a TLS hello, an error page) is told by its first bytes, which saves
// waiting for a blank line that never comes.
bool plausible_start(HeadKind kind, Bytes received) noexcept {
    if (kind == HeadKind::request) return received.empty() || (class_of(received[0]) & token) != 0;
    std::array<char, 13> start{'H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', '2', '0', '0', '\r'};
    constexpr std::size_t size = start.size() - 1;
    received.copy(start.data(), size);
    if (!valid_status_line({start.data(), size})) return false;
    return received.size() <= size || received[size] == ' ' || received[size] == '\r';
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
