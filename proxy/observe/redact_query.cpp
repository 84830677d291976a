// Finds secrets by the names of their parameters.
#include "proxy/observe/redact_query.hpp"

#include "routing/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace crossfade::observe {
namespace {

constexpr std::array<std::string_view, 20> secret_names{
    "access_key", "access_token", "api_key",   "apikey", "auth",     "client_secret", "code",
    "id_token",   "jwt",          "key",       "passwd", "password", "refresh_token", "secret",
    "session",    "session_id",   "sessionid", "sig",    "token",    "signature"};

int value_of(char digit) noexcept {
    const char c = routing::to_lower(digit);
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
        if (matched == secret.size() || routing::to_lower(c) != secret[matched]) return false;
        ++matched;
    }
    return matched == secret.size();
}

bool is_secret(std::string_view name) noexcept {
    return std::any_of(secret_names.begin(), secret_names.end(), [&](std::string_view secret) {
        return means(name, secret);
    });
}

}  // namespace

std::string with_secrets_redacted(std::string_view target) {
    const auto question = target.find('?');
    if (question == std::string_view::npos) return std::string(target);
    std::string result(target.substr(0, question + 1));
    auto rest = target.substr(question + 1);
    while (!rest.empty()) {
        // Some servers take ';' for a separator as well; so does this, to be on the safe side.
        const auto end = std::min(rest.find_first_of("&;"), rest.size());
        const auto parameter = rest.substr(0, end);
        const auto equals = parameter.find('=');
        if (equals != std::string_view::npos && is_secret(parameter.substr(0, equals))) {
            result.append(parameter.substr(0, equals + 1)).append("redacted");
        } else {
            result.append(parameter);
        }
        if (end < rest.size()) result += rest[end];
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return result;
}

}  // namespace crossfade::observe
