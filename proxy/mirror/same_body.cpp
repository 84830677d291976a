// The pieces of the two sides begin and end at different places.
#include "proxy/mirror/same_body.hpp"

#include <boost/container/small_vector.hpp>

#include <algorithm>

namespace crossfade::mirror {
namespace {

// Most bodies are in one piece.
using Pieces = boost::container::small_vector<Bytes, 4>;

Pieces pieces_of(const Capture& capture) {
    Pieces pieces;
    capture.for_each([&pieces](Bytes piece) { pieces.push_back(piece); });
    return pieces;
}

// What was kept, up to where one of them ends.
bool same_pieces(const Pieces& ones, const Pieces& others) noexcept {
    Bytes one;
    Bytes other;
    const auto* next_one = ones.data();
    const auto* next_other = others.data();
    for (;;) {
        while (one.empty() && next_one != ones.data() + ones.size()) one = *next_one++;
        while (other.empty() && next_other != others.data() + others.size()) other = *next_other++;
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
