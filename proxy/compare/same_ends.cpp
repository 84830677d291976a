// See same_ends.hpp. By words, because std::mismatch goes by bytes.
#include "proxy/compare/same_ends.hpp"

#include <algorithm>
#include <cstring>

namespace crossfade::compare {
namespace {

constexpr std::size_t block = 64;

}  // namespace

SameEnds same_ends(std::string_view one, std::string_view other) noexcept {
    const std::size_t shorter = std::min(one.size(), other.size());
    SameEnds same;
    const char* a = one.data();
    const char* b = other.data();
    while (shorter - same.front >= block &&
           std::memcmp(a + same.front, b + same.front, block) == 0) {
        same.front += block;
    }
    while (same.front < shorter && a[same.front] == b[same.front]) ++same.front;
    const std::size_t most = shorter - same.front;
    const char* a_end = a + one.size();
    const char* b_end = b + other.size();
    while (most - same.back >= block &&
           std::memcmp(a_end - same.back - block, b_end - same.back - block, block) == 0) {
        same.back += block;
    }
    while (same.back < most && a_end[-1 - static_cast<std::ptrdiff_t>(same.back)] ==
                                   b_end[-1 - static_cast<std::ptrdiff_t>(same.back)]) {
        ++same.back;
    }
    return same;
}

}  // namespace crossfade::compare
