// The scalar types of the configuration: text -> value, or nothing, together with the words that
// say what is allowed.
#pragma once

#include "config/config.hpp"
#include "routing/address.hpp"
#include "routing/share.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crossfade::config {

/// One kind of scalar. `allowed` completes "allowed: ..." in a message.
template <class T>
struct ValueType {
    std::optional<T> (*parse)(std::string_view text);
    std::string_view allowed;
};

/// "250ms", "5s", "10m", "1h", "30d"; at most ten years.
[[nodiscard]] std::optional<Milliseconds> parse_duration(std::string_view text);
/// The same, but not zero.
[[nodiscard]] std::optional<Milliseconds> parse_timeout(std::string_view text);
/// A duration of whole hours, at least one.
[[nodiscard]] std::optional<std::chrono::hours> parse_hours(std::string_view text);
/// "60KiB", "1MiB", "1GiB", "1TiB", or plain bytes; not zero.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);
/// "99.5%"; at most four decimals, so that it is a whole number of parts per million.
[[nodiscard]] std::optional<routing::Share> parse_share(std::string_view text);
/// "200/s", "30/m", "0.5/s": events per second, more than zero.
[[nodiscard]] std::optional<double> parse_rate(std::string_view text);
/// "10.0.0.1:8080", "[::1]:80", "api.internal:443"; port 0 is allowed.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);
/// The same with an IP address only.
[[nodiscard]] std::optional<Endpoint> parse_listen_address(std::string_view text);
/// What a Host field may hold: a host, and a port if one is wanted.
[[nodiscard]] std::optional<std::string> parse_host_field(std::string_view text);
/// A host name, or an IPv4 address, without port.
[[nodiscard]] std::optional<std::string> parse_host_name(std::string_view text);
/// A decimal number without sign, such as 0.001.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);
/// A day of the Gregorian calendar, "2027-03-01".
[[nodiscard]] std::optional<std::string> parse_date(std::string_view text);
[[nodiscard]] std::optional<std::uint64_t> parse_whole(std::string_view text);

template <std::size_t low, std::size_t high>
[[nodiscard]] std::optional<std::size_t> parse_count(std::string_view text) {
    const auto value = parse_whole(text);
    if (!value || *value < low || *value > high) return std::nullopt;
    return static_cast<std::size_t>(*value);
}

[[nodiscard]] std::optional<std::string> parse_name(std::string_view text);
[[nodiscard]] std::optional<std::string> parse_text(std::string_view text);

/// "99.5%", for messages.
[[nodiscard]] std::string share_text(std::uint64_t parts_per_million);

namespace value {

inline constexpr ValueType<Milliseconds> duration{parse_duration,
                                                  "a duration such as 250ms, 5s, 10m, 1h or 30d"};
inline constexpr ValueType<Milliseconds> timeout{
    parse_timeout, "a duration above zero such as 250ms, 5s, 10m, 1h or 30d"};
inline constexpr ValueType<std::chrono::hours> hours{
    parse_hours, "a duration of whole hours such as 12h or 30d"};
inline constexpr ValueType<std::uint64_t> size{
    parse_size, "a size above zero such as 60KiB, 1MiB, 1GiB, or plain bytes"};
inline constexpr ValueType<routing::Share> share{
    parse_share, "a share from 0% to 100% with at most four decimals, such as 0.01%"};
inline constexpr ValueType<Endpoint> listen_address{
    parse_listen_address, "an IP address and a port such as 0.0.0.0:8443 or [::1]:80"};
inline constexpr ValueType<std::string> host_field{
    parse_host_field, "a host such as api.example.com or api.example.com:8080"};
inline constexpr ValueType<std::string> host_name{parse_host_name,
                                                  "a host without port such as api.example.com"};
inline constexpr ValueType<routing::Network> network{
    [](std::string_view text) { return routing::parse_network(text); },
    "an address or a prefix such as 10.0.0.0/8, whose bits after the prefix are zero"};
inline constexpr ValueType<double> rate{parse_rate,
                                        "a rate above zero such as 200/s, 30/m or 0.5/s"};
inline constexpr ValueType<double> number{parse_number, "a number from 0, such as 0.001"};
inline constexpr ValueType<std::string> date{parse_date, "a date such as 2027-03-01"};
inline constexpr ValueType<std::string> name{parse_name,
                                             "1 to 64 letters, digits, '-', '_' and '.'"};
inline constexpr ValueType<std::string> text{parse_text, "a text that is not empty"};

}  // namespace value
}  // namespace crossfade::config
