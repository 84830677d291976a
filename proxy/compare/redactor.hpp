// Keyed hashes in the place of secrets; what redact() of compare.hpp is made of.
#pragma once

#include "proxy/compare/json_document.hpp"
#include "proxy/compare/path_trie.hpp"
#include "routing/hash.hpp"

#include <string>
#include <string_view>

namespace crossfade::compare {

class Redactor {
public:
    explicit Redactor(std::string_view key) noexcept : hash_(key, "redact") {}

    /// "redacted:" and 16 hex digits. Equal texts have equal tokens; without the key nobody can try
    /// out which text it was.
    [[nodiscard]] std::string token(std::string_view text) const;

    /// The values of parameters that are known to carry credentials (token, access_token, api_key,
    /// apikey, password, secret, signature, sig, code, session), behind '?', '&' or '#'.
    [[nodiscard]] std::string without_credentials(std::string_view url) const;
    /// The same inside the <...> of a Link field, and in a Refresh field.
    [[nodiscard]] std::string links_without_credentials(std::string_view field) const;
    /// The same for application/x-www-form-urlencoded, where the first parameter stands alone.
    [[nodiscard]] std::string form_without_credentials(std::string_view form) const;

    /// The value of a set-cookie field; the name and the attributes stay.
    [[nodiscard]] std::string set_cookie(std::string_view field) const;

    /// The document with every value that a pattern covers replaced.
    [[nodiscard]] std::string json(const JsonDocument& document, const PathTrie& paths) const;

private:
    [[nodiscard]] std::string parameters(std::string_view text, std::string_view value_ends) const;
    void append(std::string& out,
                const JsonDocument& document,
                JsonDocument::Node node,
                const PathTrie& paths,
                const PathTrie::Place& place) const;

    routing::KeyHash hash_;
};

}  // namespace crossfade::compare
