// How many bytes two texts have in common in front and behind.
#pragma once

#include <cstddef>
#include <string_view>

namespace crossfade::compare {

struct SameEnds {
    std::size_t front = 0;
    std::size_t back = 0;  // none of them is one of those in front
};

[[nodiscard]] SameEnds same_ends(std::string_view one, std::string_view other) noexcept;

}  // namespace crossfade::compare
