// A header is peeked at until it is complete, so that a connection without one loses no byte.
#include "proxy/net/read_proxy_header.hpp"

#include <boost/asio/error.hpp>

#include <array>

namespace crossfade::net {
namespace {

using Result = ReceivedProxyHeader::Result;
using State = ProxyHeader::State;

// Enough for every header without large TLVs; those are looked at again with more room.
constexpr std::size_t usual_size = 536;

// In a row, of a socket that is to wake only for more than is known. Peeking ends before urgent
// data, which wakes all the same: without this a single byte of it would keep the loop busy.
constexpr int most_vain_looks = 8;

struct Peeked {
    Error error;
    ProxyHeader header;
    std::size_t size = 0;  // of what is there
};

Peeked peek(Transport& transport, std::size_t known) {
    Peeked peeked;
    std::array<char, longest_proxy_header> bytes;  // NOLINT: filled by what is received
    const auto usual = known < usual_size ? usual_size : bytes.size();
    peeked.size = transport.try_peek(std::span(bytes).first(usual), known, peeked.error);
    if (!peeked.error) peeked.header = parse_proxy_header({bytes.data(), peeked.size});
    return peeked;
}

bool consume(Transport& transport, std::size_t size) {
    std::array<char, longest_proxy_header> bytes;  // NOLINT: never read
    Error error;
    return transport.try_read(std::span(bytes).first(size), error) == size && !error;
}

Result silence(const Error& error) noexcept {
    return error == asio::error::timed_out ? Result::silent : Result::left;
}

ReceivedProxyHeader judge(Transport& transport, const ProxyHeader& header, ProxyHeaderRules rules) {
    if (header.state == State::absent) {
        return {rules.required ? Result::refused : Result::served, std::nullopt};
    }
    if (header.state == State::invalid || !rules.believed) return {Result::refused, std::nullopt};
    if (!consume(transport, header.length)) return {Result::left, std::nullopt};
    if (!header.ends) return {};
    return {Result::served, header.ends->source};
}

}  // namespace

Awaitable<ReceivedProxyHeader> read_proxy_header(Transport& transport, ProxyHeaderRules rules) {
    ReceivedProxyHeader received{Result::refused, std::nullopt};
    // No header of theirs would be taken, and to be without one is not allowed.
    if (rules.required && !rules.believed) co_return received;
    transport.set_deadline_after(rules.idle_timeout);
    std::size_t known = 0;
    for (int vain_looks = 0; vain_looks < most_vain_looks;) {
        const auto peeked = peek(transport, known);
        auto error = peeked.error;
        if (!error && peeked.header.state != State::incomplete) {
            received = judge(transport, peeked.header, rules);
            break;
        }
        if (known == 0 && peeked.size > 0) transport.set_deadline_after(rules.header_timeout);
        vain_looks = peeked.size > known ? 0 : vain_looks + 1;
        known = peeked.size;
        if (error == asio::error::would_block) error = co_await transport.readable();
        if (!error) continue;
        if (known == 0) received.result = silence(error);
        break;
    }
    transport.clear_deadline();
    transport.end_peeking();
    co_return received;
}

}  // namespace crossfade::net
