// What comes again, told from what never does: only the former is worth remembering.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string_view>

namespace crossfade::store {

/// One thread at a time.
class SeenBefore {
public:
    /// True if it came before, as far as a few thousand hashes of what came last can tell.
    [[nodiscard]] bool note(std::string_view text) noexcept {
        const std::size_t hash = std::hash<std::string_view>()(text);
        std::size_t& place = hashes_[hash % hashes_.size()];
        if (place == hash) return true;
        place = hash;
        return false;
    }

private:
    std::array<std::size_t, 4'096> hashes_{};
};

}  // namespace crossfade::store
