// Secrets and personal data in any text, found by their form or by the name that stands in front of
// them. What is found is a guess that rather takes too much than too little.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace crossfade::redaction {

struct SecretSpan {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool bare = false;  // a number or word that stands where JSON wants quotes around a text
};

/// By their form: JSON Web Tokens, "Bearer ..." and "Basic ...", private keys (PEM), keys of well
/// known services, card numbers, IBANs, e-mail addresses; also percent-encoded. In order, apart
/// from each other, on ASCII characters' bounds. Tokens of redaction are passed over.
[[nodiscard]] std::vector<SecretSpan> secrets_by_form(std::string_view text);

/// The values of secret names (secret_names.hpp) in what looks like JSON, a form, a query, YAML, a
/// log line, or elements and attributes of XML and HTML; the text may be cut or broken.
[[nodiscard]] std::vector<SecretSpan> secrets_by_name(std::string_view text);

}  // namespace crossfade::redaction
