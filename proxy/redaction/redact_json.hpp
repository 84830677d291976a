// A JSON text with what must not be stored replaced, and every other byte as it was.
#pragma once

#include "proxy/compare/json_document.hpp"
#include "proxy/compare/path_trie.hpp"
#include "proxy/redaction/redactor.hpp"

#include <string>

namespace crossfade::redaction {

/// Replaced are all values that a pattern of `paths` covers, the texts and numbers below secret
/// names, secrets in all other texts, in names of members and in numbers. `from` is the place of
/// the root. The document must be good.
[[nodiscard]] std::string redacted_json(const compare::JsonDocument& document,
                                        const compare::PathTrie& paths,
                                        const compare::PathTrie::Place& from,
                                        Redactor& redactor);

}  // namespace crossfade::redaction
