// What the comparison knows before anybody configures anything, as values that can be listed.
// `compare: {built_in: off}` turns all of it off but for the framing of messages.
#pragma once

#include <string>
#include <vector>

namespace crossfade::compare {

struct BuiltIn {
    std::string name;    // as in Hidden::by, behind "built-in "
    std::string covers;  // which fields or values, "etag, expires, last-modified"
    std::string does;    // one sentence: what is taken for the same, and what is not
};

/// All there is, in the order in which they are best read.
[[nodiscard]] std::vector<BuiltIn> built_ins();

}  // namespace crossfade::compare
