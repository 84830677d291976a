// One body with what must not be stored replaced.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/compare/path_trie.hpp"
#include "proxy/redaction/redactor.hpp"

#include <string>

namespace crossfade::redaction {

/// JSON and lines of JSON by structure; forms by field; everything else by what is found in the
/// text, but whole if there are `paths`, which cannot be followed in it. A body that had to be
/// decoded for it stays decoded, and its content-encoding goes; one that cannot be decoded shows
/// nothing and stays as it is, unless there are paths.
void redact_body(std::string& bytes,
                 compare::HeaderList& fields,
                 bool truncated,
                 const compare::PathTrie& paths,
                 Redactor& redactor);

}  // namespace crossfade::redaction
