// Keyed hashes in the place of secrets; what redact() is made of.
#pragma once

#include "routing/hash.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::redaction {

/// For one pair at a time: it remembers what it took out, because a finding may show a piece of it.
class Redactor {
public:
    explicit Redactor(std::string_view key) noexcept : Redactor(hash_of(key)) {}
    /// Who redacts much under one key makes the hash once.
    explicit Redactor(const routing::KeyHash& hash) noexcept : hash_(hash) {}
    [[nodiscard]] static routing::KeyHash hash_of(std::string_view key) noexcept {
        return {key, "redact"};
    }

    /// "redacted:" and 16 hex digits. Equal texts have equal tokens; without the key nobody can try
    /// out which text it was. A token stays what it is.
    [[nodiscard]] std::string token(std::string_view text);

    /// Any text, with each secret that is found in it (secrets.hpp) replaced.
    [[nodiscard]] std::string text(std::string_view text);
    /// The same for bytes that are no text: what takes a secret's place is as long as it was, so
    /// that lengths and offsets still hold.
    [[nodiscard]] std::string bytes(std::string_view bytes);

    /// A URL or a part of it: also the values of parameters that are known to carry credentials
    /// (routing/secret_parameter.hpp), behind '?', '&' or '#'.
    [[nodiscard]] std::string url(std::string_view url);
    /// The same inside the <...> of a Link field, and in a Refresh field.
    [[nodiscard]] std::string links(std::string_view field);
    /// The same for application/x-www-form-urlencoded, where the first parameter stands alone.
    [[nodiscard]] std::string form(std::string_view form);

    /// The value of a set-cookie field; the name and the attributes stay.
    [[nodiscard]] std::string set_cookie(std::string_view field);

    /// A short text that may show what was taken out elsewhere, whole or cut at either end.
    [[nodiscard]] std::string excerpt(std::string_view text);

private:
    [[nodiscard]] std::string parameters(std::string_view text, std::string_view value_ends);
    void remember(std::string_view secret);
    [[nodiscard]] std::string hidden(std::string_view secret);

    routing::KeyHash hash_;
    std::vector<std::string> taken_;
};

/// True of "redacted:" and 16 hex digits.
[[nodiscard]] bool is_redaction_token(std::string_view text) noexcept;

}  // namespace crossfade::redaction
