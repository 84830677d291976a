// Which certificate a server name asks for (RFC 6066 section 3, RFC 6125 section 6.4).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace crossfade::tls {

/// Names of certificates, by the certificate's number. The first one to claim a name keeps it.
class Names {
public:
    /// A DNS name; "*.example.com" stands for exactly one label more.
    void add(std::string_view name, std::size_t certificate);

    /// An exact name before a wildcard. Upper case and the dot at the end make no difference;
    /// nothing for a name that nobody claimed, and for anything that is no name.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view server_name) const;

private:
    std::map<std::string, std::size_t, std::less<>> exact_;
    std::map<std::string, std::size_t, std::less<>> wildcard_;  // without the "*."
};

}  // namespace crossfade::tls
