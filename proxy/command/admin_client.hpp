// Asking the admin API of a running proxy: where it is, one request, one answer.
#pragma once

#include "proxy/command/options.hpp"

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::command {

inline constexpr int exit_unreachable = 3;

struct AdminAddress {
    std::string host = "127.0.0.1";
    std::uint16_t port = 9900;
    std::string token;  // empty: none
};

/// "127.0.0.1:9900", "[::1]:9900" or "name:9900"; nothing for anything else.
[[nodiscard]] std::optional<AdminAddress> parse_admin_address(std::string_view text);

/// --admin, --token and --config, for the commands below.
[[nodiscard]] std::vector<Option> admin_options();

/// What --config says, changed by --admin and --token. Nothing, with `exit` set, after a mistake.
[[nodiscard]] std::optional<AdminAddress> admin_address(const Options& options,
                                                        std::ostream& error,
                                                        int& exit);

struct AdminAnswer {
    int status = 0;
    std::string body;
};

/// Nothing, after a message, if the proxy cannot be asked. Bounded in time and size.
[[nodiscard]] std::optional<AdminAnswer> ask_admin(const AdminAddress& address,
                                                   const std::string& method,
                                                   const std::string& path,
                                                   const std::string& body,
                                                   std::ostream& error);

/// Prints why the API refused.
void print_refusal(const AdminAnswer& answer, std::ostream& error);

}  // namespace crossfade::command
