// Bytes are judged by a table of classes, a line at a time, as soon as the line is complete.
#include "proxy/h1/head_scan.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace crossfade::h1 {
namespace {

using http::Failure;

enum Class : std::uint8_t {
    token = 1,   // RFC 9110 section 5.6.2
    value = 2,   // field-vchar, obs-text, SP and HTAB (section 5.5); no other control, no DEL
    target = 4,  // visible ASCII; what a target may hold at most
    digit = 8,
};

constexpr auto classes = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool number = c >= '0' && c <= '9';
        const bool mark = std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) !=
                          std::string_view::npos;
        if (letter || number || (mark && c < 128)) table[c] |= token;
        if (c == '\t' || (c >= 0x20 && c != 0x7F)) table[c] |= value;
        if (c > 0x20 && c < 0x7F) table[c] |= target;
        if (number) table[c] |= digit;
    }
    return table;
}();

std::uint8_t class_of(char c) noexcept { return classes[static_cast<unsigned char>(c)]; }

bool all_of(Bytes text, Class wanted) noexcept {
    std::uint8_t common = 0xFF;
    for (const char c : text) common &= class_of(c);
    return (common & wanted) != 0;
}

bool valid_version(Bytes version) noexcept {
    return version == "HTTP/1.1" || version == "HTTP/1.0";
}

// "HTTP/" DIGIT "." DIGIT, of a version that may exist but is not spoken here. 1.2 and up are
// refused too: RFC 9110 section 2.5 lets them be taken for 1.1, but nobody sends them in good
// faith.
bool foreign_version(Bytes version) noexcept {
    return version.size() == 8 && version.starts_with("HTTP/") &&
           all_of(version.substr(5, 1), digit) && version[6] == '.' &&
           all_of(version.substr(7), digit) && !valid_version(version);
}

Failure check_request_line(Bytes line) noexcept {
    constexpr std::size_t longest_method = 64;  // the registered ones have at most 17 letters
    const auto method_end = line.find(' ');
    const auto target_end = line.rfind(' ');
    if (method_end == Bytes::npos || method_end == 0 || method_end > longest_method ||
        target_end <= method_end + 1 || !all_of(line.substr(0, method_end), token) ||
        !all_of(line.substr(method_end + 1, target_end - method_end - 1), target)) {
        return Failure::request_malformed;
    }
    const auto version = line.substr(target_end + 1);
    if (foreign_version(version)) return Failure::version_not_supported;
    return valid_version(version) ? Failure::none : Failure::request_malformed;
}

// "HTTP/1.1 200 " and a reason that may be empty; the space before an empty one is often left out.
bool valid_status_line(Bytes line) noexcept {
    constexpr std::size_t reason_at = 13;
    if (line.size() < reason_at - 1 || !valid_version(line.substr(0, 8)) || line[8] != ' ') {
        return false;
    }
    const auto status = line.substr(9, 3);
    if (!all_of(status, digit) || status[0] < '1' || status[0] > '5') return false;
    if (line.size() == reason_at - 1) return true;
    return line[reason_at - 1] == ' ' &&
           (line.size() == reason_at || all_of(line.substr(reason_at), value));
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

// A control in a line that has no end yet: whatever follows, the line stays bad.
bool plausible_line(Bytes received) noexcept {
    if (received.ends_with('\r')) received.remove_suffix(1);
    return received.empty() || all_of(received, value);
}

}  // namespace

bool valid_field_line(Bytes line) noexcept {
    const auto colon = line.find(':');
    if (colon == Bytes::npos || colon == 0) return false;
    if (!all_of(line.substr(0, colon), token)) return false;
    const auto rest = line.substr(colon + 1);
    return rest.empty() || all_of(rest, value);
}

HeadScan::State HeadScan::refuse(Failure failure) noexcept {
    failure_ = failure;
    return State::refused;
}

HeadScan::State HeadScan::scan(Bytes received) noexcept {
    for (;;) {
        const auto end = received.find('\n', looked_);
        if (end == Bytes::npos || end >= limits_.bytes) return wait(received);
        const auto line = received.substr(line_start_, end - line_start_);
        if (!line.ends_with('\r')) return refuse(Failure::request_malformed);
        looked_ = line_start_ = end + 1;
        if (line.size() == 1 && lines_ > 0) {
            size_ = end + 1;
            return State::complete;
        }
        const auto failure = check(line.substr(0, line.size() - 1));
        if (failure != Failure::none) return refuse(failure);
        ++lines_;
    }
}

HeadScan::State HeadScan::wait(Bytes received) noexcept {
    if (!plausible_start(kind_, received)) return refuse(Failure::request_malformed);
    if (received.size() >= limits_.bytes) {
        return refuse(lines_ == 0 && kind_ == HeadKind::request ? Failure::target_too_long
                                                                : Failure::request_head_too_large);
    }
    if (!plausible_line(received.substr(looked_))) return refuse(Failure::request_malformed);
    // A CR at the end is judged with what follows it.
    looked_ = received.size() - (received.ends_with('\r') ? 1 : 0);
    return State::incomplete;
}

Failure HeadScan::check(Bytes line) const noexcept {
    if (lines_ > limits_.fields) return Failure::request_head_too_large;
    if (lines_ == 0 && kind_ == HeadKind::request) return check_request_line(line);
    const bool valid = lines_ > 0 ? valid_field_line(line) : valid_status_line(line);
    return valid ? Failure::none : Failure::request_malformed;
}

}  // namespace crossfade::h1
