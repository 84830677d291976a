// The pieces of the two sides begin and end at different places.
#include "proxy/mirror/same_body.hpp"

#include <algorithm>
#include <vector>

namespace crossfade::mirror {
namespace {

std::vector<Bytes> pieces_of(const Capture& capture) {
    std::vector<Bytes> pieces;
    capture.for_each([&pieces](Bytes piece) { pieces.push_back(piece); });
    return pieces;
}

// What was kept, up to where one of them ends.
bool same_pieces(const std::vector<Bytes>& ones, const std::vector<Bytes>& others) noexcept {
    Bytes one;
    Bytes other;
    auto next_one = ones.begin();
    auto next_other = others.begin();
    for (;;) {
        while (one.empty() && next_one != ones.end()) one = *next_one++;
        while (other.empty() && next_other != others.end()) other = *next_other++;
        const auto size = std::min(one.size(), other.size());
        if (size == 0) return true;
        if (one.substr(0, size) != other.substr(0, size)) return false;
        one.remove_prefix(size);
        other.remove_prefix(size);
    }
}

}  // namespace

bool same_body(const Capture& one, const Capture& other) {
    if (one.size() != other.size() || one.truncated() != other.truncated()) return false;
    if (!same_pieces(pieces_of(one), pieces_of(other))) return false;
    return !one.truncated() || one.hash() == other.hash();
}

}  // namespace crossfade::mirror
