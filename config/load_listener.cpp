// A listener: where clients come in, and the limits that they meet.
#include "config/load_parts.hpp"

#include <utility>

namespace crossfade::config {
namespace {

std::optional<std::size_t> parse_head_size(std::string_view text) {
    constexpr std::uint64_t smallest = 256;
    constexpr std::uint64_t largest = std::uint64_t{1} << 20U;
    const auto size = parse_size(text);
    if (!size || *size < smallest || *size > largest) return std::nullopt;
    return static_cast<std::size_t>(*size);
}

std::optional<std::uint64_t> parse_body_rate(std::string_view text) {
    return text == "0" ? 0 : parse_size(text);
}

constexpr ValueType<std::size_t> head_size{parse_head_size, "a size from 256 bytes to 1MiB"};
constexpr ValueType<std::size_t> header_count{parse_count<1, 10'000>, "a number from 1 to 10000"};
constexpr ValueType<std::uint64_t> body_rate{parse_body_rate,
                                             "bytes per second such as 100 or 4KiB; 0 for any"};
constexpr ValueType<std::size_t> connection_count{parse_count<1, 10'000'000>,
                                                  "a number from 1 to 10000000"};

ListenerLimits load_limits(const Reader& reader) {
    ListenerLimits limits;
    if (!reader.is_mapping(shape::listener_limits)) return limits;
    reader.read("request_head", limits.request_head, head_size);
    reader.read("headers", limits.headers, header_count);
    reader.read("header_timeout", limits.header_timeout, value::timeout);
    reader.read("idle_timeout", limits.idle_timeout, value::timeout);
    reader.read("connections", limits.connections, connection_count);
    reader.read("connections_per_address", limits.connections_per_address, connection_count);
    reader.read("request_body", limits.request_body, value::size);
    reader.read("body_rate", limits.body_rate, body_rate);
    reader.read("body_grace", limits.body_grace, value::timeout);
    return limits;
}

std::optional<ProxyProtocol> parse_proxy_protocol(std::string_view text) {
    if (text == "off") return ProxyProtocol::off;
    if (text == "accept") return ProxyProtocol::accept;
    if (text == "require") return ProxyProtocol::require;
    return std::nullopt;
}

constexpr ValueType<ProxyProtocol> proxy_protocol{parse_proxy_protocol, "off, accept or require"};

}  // namespace

Listener load_listener(const Reader& reader) {
    Listener listener;
    listener.position = reader.position();
    if (!reader.is_mapping(shape::listener)) return listener;
    if (const auto name = reader.require("name", shape::listener)) {
        listener.name = name->value(value::name).value_or("");
    }
    if (const auto address = reader.require("address", shape::listener)) {
        if (auto parsed = address->value(value::listen_address)) {
            listener.host = std::move(parsed->host);
            listener.port = parsed->port;
        }
    }
    if (const auto tls = reader.find("tls")) listener.tls = load_listener_tls(*tls);
    reader.read_list("trusted_proxies", listener.trusted_proxies, value::network);
    reader.read("proxy_protocol", listener.proxy_protocol, proxy_protocol);
    if (const auto limits = reader.find("limits")) listener.limits = load_limits(*limits);
    return listener;
}

}  // namespace crossfade::config
