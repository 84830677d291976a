// See reading.hpp.
#include "proxy/body/reading.hpp"

#include <functional>

namespace crossfade::body {

std::uint64_t hash_on(std::uint64_t before, std::string_view text) noexcept {
    constexpr std::uint64_t odd = 0x9e37'79b9'7f4a'7c15;  // any odd number spreads the bits
    return (before ^ std::hash<std::string_view>{}(text)) * odd + 1;
}

}  // namespace crossfade::body
