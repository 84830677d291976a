// Compares without a copy; most parameters fail at their first byte.
#include "routing/secret_parameter.hpp"

#include "routing/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace crossfade::routing {
namespace {

constexpr std::array<std::string_view, 20> secret_names{
    "access_key", "access_token", "api_key",   "apikey", "auth",     "client_secret", "code",
    "id_token",   "jwt",          "key",       "passwd", "password", "refresh_token", "secret",
    "session",    "session_id",   "sessionid", "sig",    "token",    "signature"};

int value_of(char digit) noexcept {
    const char c = to_lower(digit);
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

// Compares a name as written in a query with one of ours, where '-' stands for '_' too.
bool means(std::string_view written, std::string_view secret) noexcept {
    std::size_t matched = 0;
    for (std::size_t i = 0; i < written.size(); ++i) {
        char c = written[i];
        if (c == '%' && written.size() - i > 2) {
            const int high = value_of(written[i + 1]);
            const int low = value_of(written[i + 2]);
            if (high >= 0 && low >= 0) {
                c = static_cast<char>(high * 16 + low);
                i += 2;
            }
        }
        if (c == '-') c = '_';
        if (matched == secret.size() || to_lower(c) != secret[matched]) return false;
        ++matched;
    }
    return matched == secret.size();
}

}  // namespace

bool names_secret(std::string_view parameter) noexcept {
    return std::any_of(secret_names.begin(), secret_names.end(), [&](std::string_view secret) {
        return means(parameter, secret);
    });
}

}  // namespace crossfade::routing
