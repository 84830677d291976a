// The endpoints that failed a request already: the next attempt goes elsewhere if it can.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace crossfade::backend {

/// Compared only, never followed, so an endpoint may be gone. Forgets the oldest beyond its bound.
class Tried {
public:
    void add(const void* endpoint) noexcept { endpoints_[count_++ % endpoints_.size()] = endpoint; }
    void clear() noexcept { count_ = 0; }
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    [[nodiscard]] bool contains(const void* endpoint) const noexcept {
        const auto end = endpoints_.begin() + std::min(count_, endpoints_.size());
        return std::find(endpoints_.begin(), end, endpoint) != end;
    }

private:
    std::array<const void*, 16> endpoints_{};
    std::size_t count_ = 0;
};

}  // namespace crossfade::backend
