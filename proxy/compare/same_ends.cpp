// See same_ends.hpp. By words, because std::mismatch goes by bytes.
#include "proxy/compare/same_ends.hpp"

#include <algorithm>
#include <cstring>

namespace crossfade::compare {
namespace {

constexpr std::size_t block = 64;
constexpr std::size_t word = 8;

bool same(const char* a, const char* b, std::size_t size) noexcept {
    return std::memcmp(a, b, size) == 0;
}

std::size_t same_in_front(const char* a, const char* b, std::size_t most) noexcept {
    std::size_t count = 0;
    while (most - count >= block && same(a + count, b + count, block)) count += block;
    while (most - count >= word && same(a + count, b + count, word)) count += word;
    while (count < most && a[count] == b[count]) ++count;
    return count;
}

/// `a` and `b` are where the texts end.
std::size_t same_behind(const char* a, const char* b, std::size_t most) noexcept {
    const auto differ = [&](std::size_t count, std::size_t size) {
        return !same(a - count - size, b - count - size, size);
    };
    std::size_t count = 0;
    while (most - count >= block && !differ(count, block)) count += block;
    while (most - count >= word && !differ(count, word)) count += word;
    while (count < most && !differ(count, 1)) ++count;
    return count;
}

}  // namespace

SameEnds same_ends(std::string_view one, std::string_view other) noexcept {
    const std::size_t shorter = std::min(one.size(), other.size());
    SameEnds ends;
    ends.front = same_in_front(one.data(), other.data(), shorter);
    ends.back =
        same_behind(one.data() + one.size(), other.data() + other.size(), shorter - ends.front);
    return ends;
}

}  // namespace crossfade::compare
