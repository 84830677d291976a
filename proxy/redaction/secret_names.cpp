// See secret_names.hpp.
#include "proxy/redaction/secret_names.hpp"

#include "routing/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace crossfade::redaction {
namespace {

// In lower case and without separators.
constexpr std::array<std::string_view, 14> whole_names{"auth",
                                                       "cookie",
                                                       "csc",
                                                       "cvc",
                                                       "cvc2",
                                                       "cvv",
                                                       "cvv2",
                                                       "jwt",
                                                       "otp",
                                                       "pin",
                                                       "pwd",
                                                       "sid",
                                                       "ssn",
                                                       "cardcode"};
constexpr std::array<std::string_view, 19> endings{"password",
                                                   "passwd",
                                                   "passphrase",
                                                   "passcode",
                                                   "secret",
                                                   "token",
                                                   "apikey",
                                                   "authorization",
                                                   "privatekey",
                                                   "secretkey",
                                                   "accesskey",
                                                   "signingkey",
                                                   "encryptionkey",
                                                   "credential",
                                                   "credentials",
                                                   "sessionid",
                                                   "cardnumber",
                                                   "securitycode",
                                                   "pincode"};
// Tokens that are no secrets: where a list goes on.
constexpr std::array<std::string_view, 5> harmless{
    "page", "continuation", "cursor", "next", "sync"};

constexpr std::size_t longest = 64;

}  // namespace

bool is_secret_name(std::string_view name) noexcept {
    std::array<char, longest> letters;
    std::size_t size = 0;
    for (const char c : name) {
        if (c == '_' || c == '-' || c == '.' || c == ':' || c == '@' || c == ' ') continue;
        if (size == letters.size()) return false;
        letters[size++] = routing::to_lower(c);
    }
    const std::string_view plain(letters.data(), size);
    if (std::find(whole_names.begin(), whole_names.end(), plain) != whole_names.end()) return true;
    const bool ends = std::any_of(endings.begin(), endings.end(), [plain](std::string_view ending) {
        return plain.ends_with(ending);
    });
    if (!ends || !plain.ends_with("token")) return ends;
    return std::none_of(harmless.begin(), harmless.end(), [plain](std::string_view word) {
        return plain.find(word) != std::string_view::npos;
    });
}

bool leads_to_secret(std::string_view path) {
    while (!path.empty()) {
        if (path.starts_with("['")) {
            const std::size_t end = std::min(path.find("']"), path.size());
            if (is_secret_name(path.substr(2, end - 2))) return true;
            path.remove_prefix(std::min(end + 2, path.size()));
            continue;
        }
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find_first_of(".["), path.size());
        if (is_secret_name(path.substr(0, end))) return true;
        path.remove_prefix(end);
    }
    return false;
}

}  // namespace crossfade::redaction
