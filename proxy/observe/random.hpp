// Random numbers of one event loop: xoshiro256** (Blackman, Vigna 2018). Fast and well distributed;
// predictable to who sees enough of it, so not for keys or tokens.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <random>

namespace crossfade::observe {

class Random {
public:
    using result_type = std::uint64_t;

    /// Seeded by the operating system.
    Random() {
        std::random_device device;
        for (auto& word : state_) word = (std::uint64_t{device()} << 32U) | device();
        avoid_zero();
    }
    /// A fixed seed, for tests.
    explicit Random(const std::array<std::uint64_t, 4>& seed) noexcept : state_(seed) {
        avoid_zero();
    }

    [[nodiscard]] std::uint64_t next() noexcept {
        const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17U;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

private:
    // The one state from which the generator never moves.
    void avoid_zero() noexcept {
        if ((state_[0] | state_[1] | state_[2] | state_[3]) == 0) state_[0] = 1;
    }

    std::array<std::uint64_t, 4> state_;
};

}  // namespace crossfade::observe
