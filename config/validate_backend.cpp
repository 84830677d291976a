// See validate_backend.hpp.
#include "config/validate_backend.hpp"

#include "config/text.hpp"
#include "routing/address.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace crossfade::config {
namespace {

using routing::AddressBytes;

AddressBytes address(std::string_view text) {
    return routing::parse_address(text).value_or(AddressBytes{});
}

bool is_loopback(const AddressBytes& bytes) {
    const auto v4 = routing::parse_network("127.0.0.0/8");
    return bytes == address("::1") || (v4 && v4->contains(bytes));
}

bool is_unspecified(const AddressBytes& bytes) {
    return bytes == address("::") || bytes == address("0.0.0.0");
}

/// Where connecting to that host leads; nothing if only the resolver can tell.
std::vector<AddressBytes> reached_through(const std::string& host) {
    const auto literal = routing::parse_address(host);
    const bool here = host == "localhost" || (literal && is_unspecified(*literal));
    if (here) return {address("127.0.0.1"), address("::1")};
    if (!literal) return {};
    return {*literal};
}

bool reaches(const Endpoint& endpoint, const Admin& admin) {
    const auto bound = routing::parse_address(admin.host);
    if (!bound || endpoint.port != admin.port) return false;
    const auto reached = reached_through(endpoint.host);
    return std::any_of(reached.begin(), reached.end(), [&](const AddressBytes& each) {
        return each == *bound || (is_unspecified(*bound) && is_loopback(each));
    });
}

}  // namespace

void validate_backend(const Backend& backend,
                      const std::optional<Admin>& admin,
                      const RawNode& node,
                      ProblemLog& log) {
    if (!admin) return;
    const RawNode& list = nearest(node, "endpoints");
    for (const Endpoint& endpoint : backend.endpoints) {
        if (!reaches(endpoint, *admin)) continue;
        log.add(list.mark,
                "backend " + in_quotes(backend.name) +
                    " leads to the address of 'admin'; clients " +
                    "must not reach the admin API through a route");
    }
}

}  // namespace crossfade::config
