// See user.hpp.
#include "proxy/compare/user.hpp"

#define XXH_INLINE_ALL
#include "proxy/text/hex.hpp"

#include <xxhash.h>

namespace crossfade::compare {

std::string user_of(std::string_view key) {
    if (key.size() <= max_user) return std::string(key);
    return "long:" + text::hex(XXH3_64bits(key.data(), key.size()));
}

}  // namespace crossfade::compare
