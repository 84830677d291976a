// The texts of a head in one piece of memory, which serves one head after the other.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace crossfade::mirror {

/// Not copyable: views point into it.
class HeadText {
public:
    HeadText() = default;
    HeadText(const HeadText&) = delete;
    HeadText& operator=(const HeadText&) = delete;

    /// Empty, with room for that many bytes. What was added before is gone.
    void begin(std::size_t room) {
        size_ = 0;
        if (room <= capacity_) return;
        memory_ = std::make_unique_for_overwrite<char[]>(room);
        capacity_ = room;
    }

    /// A copy of the part, valid until the next begin(). There must be room.
    [[nodiscard]] std::string_view add(std::string_view part) noexcept {
        char* const at = memory_.get() + size_;
        if (part.empty()) return {};
        std::memcpy(at, part.data(), part.size());
        size_ += part.size();
        return {at, part.size()};
    }

    /// Gives back memory that is more than most heads need.
    void shrink() noexcept {
        if (capacity_ <= usual) return;
        memory_.reset();
        capacity_ = size_ = 0;
    }

    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

private:
    static constexpr std::size_t usual = 4'096;

    std::unique_ptr<char[]> memory_;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
};

}  // namespace crossfade::mirror
