// Who is asked for the addresses behind the names of endpoints.
#include "config/load_parts.hpp"
#include "config/text.hpp"
#include "routing/address.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::config {
namespace {

constexpr std::uint16_t dns_port = 53;
constexpr Milliseconds longest_try{60'000};

/// An address: nobody is there yet to say what a name stands for.
std::optional<Endpoint> parse_server(std::string_view text) {
    if (routing::parse_address(text)) return Endpoint{std::string(text), dns_port};
    auto server = parse_listen_address(text);
    return server && server->port > 0 ? server : std::nullopt;
}

/// The resolver doubles it with each try, in milliseconds of 32 bits.
std::optional<Milliseconds> parse_try(std::string_view text) {
    const auto time = parse_timeout(text);
    return time && *time <= longest_try ? time : std::nullopt;
}

constexpr ValueType<Endpoint> server_value{parse_server,
                                           "an address such as 10.0.0.2, 10.0.0.2:53 or [::1]:53"};
constexpr ValueType<Milliseconds> try_time{parse_try,
                                           "a duration above zero, at most 1m, such as 2s"};
constexpr ValueType<std::size_t> attempts{parse_count<1, 10>, "a number from 1 to 10"};

std::vector<Endpoint> load_servers(const Reader& reader) {
    std::vector<Endpoint> servers;
    for (const Reader& item : reader.items(Reader::Empty::refused)) {
        auto server = item.value(server_value);
        if (!server) continue;
        if (std::find(servers.begin(), servers.end(), *server) != servers.end()) {
            item.problem("duplicate server " + in_quotes(item.node().text));
            continue;
        }
        servers.push_back(std::move(*server));
    }
    return servers;
}

}  // namespace

Resolver load_resolver(const Reader& reader) {
    Resolver resolver;
    if (!reader.is_mapping(shape::resolver)) return resolver;
    if (const auto servers = reader.find("servers")) resolver.servers = load_servers(*servers);
    reader.read("timeout", resolver.timeout, try_time);
    reader.read("attempts", resolver.attempts, attempts);
    return resolver;
}

}  // namespace crossfade::config
