// PROXY headers, both versions: the verdict does not depend on how the bytes arrive, and the ends
// of a connection that were read can be written and read again.
#include "proxy/net/proxy_header.hpp"

#include "tests/fuzz/support.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace crossfade::fuzz {
namespace {

using net::ProxyEndpoint;
using net::ProxyHeader;
using State = ProxyHeader::State;

bool same(const ProxyHeader& a, const ProxyHeader& b) {
    return a.state == b.state && a.length == b.length && a.ends == b.ends;
}

void check_pieces(Bytes raw, const ProxyHeader& whole) {
    for (std::size_t size = 0; size < raw.size(); ++size) {
        const auto part = net::parse_proxy_header(raw.substr(0, size));
        check(part.state == State::incomplete || same(part, whole), "a header split is the same");
    }
    if (whole.state == State::incomplete) return;
    const std::string more = std::string(raw) + "GET / HTTP/1.1\r\n";
    check(same(net::parse_proxy_header(more), whole), "what follows a header does not count");
}

bool ipv4(const ProxyEndpoint& end) {
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(mapped.begin(), mapped.end(), end.address.begin());
}

void append_number(std::string& text, unsigned number) {
    text += static_cast<char>(number >> 8U);
    text += static_cast<char>(number & 0xffU);
}

std::string binary(const ProxyHeader::Ends& ends) {
    const bool short_form = ipv4(ends.source) && ipv4(ends.destination);
    std::string text("\r\n\r\n\0\r\nQUIT\n\x21", 13);
    text += short_form ? '\x11' : '\x21';
    append_number(text, short_form ? 12 : 36);
    for (const auto* end : {&ends.source, &ends.destination}) {
        text.append(end->address.begin() + (short_form ? 12 : 0), end->address.end());
    }
    append_number(text, ends.source.port);
    append_number(text, ends.destination.port);
    return text;
}

std::string line(const ProxyHeader::Ends& ends) {
    std::string text = "PROXY TCP6";
    for (const auto* end : {&ends.source, &ends.destination}) {
        for (std::size_t i = 0; i < 16; i += 2) {
            std::array<char, 8> group{};
            const auto value = static_cast<unsigned>(end->address[i] << 8U | end->address[i + 1]);
            std::snprintf(group.data(), group.size(), "%s%x", i == 0 ? " " : ":", value);
            text += group.data();
        }
    }
    text += ' ' + std::to_string(ends.source.port) + ' ' + std::to_string(ends.destination.port);
    return text + "\r\n";
}

void run(Bytes raw) {
    const auto whole = net::parse_proxy_header(raw);
    check_pieces(raw, whole);
    if (whole.state != State::complete) {
        check(whole.length == 0 && !whole.ends, "what is no header says nothing");
        return;
    }
    check(whole.length <= std::min(raw.size(), net::longest_proxy_header), "a header is bounded");
    check(same(net::parse_proxy_header(raw.substr(0, whole.length)), whole), "a header is whole");
    if (!whole.ends) return;
    for (const std::string& text : {binary(*whole.ends), line(*whole.ends)}) {
        const auto again = net::parse_proxy_header(text);
        check(again.state == State::complete && again.length == text.size(), "written, it is read");
        check(again.ends == whole.ends, "as the same ends");
    }
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(crossfade::fuzz::text_of(data, size));
    return 0;
}
