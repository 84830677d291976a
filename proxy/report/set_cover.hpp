// The order of fixes at one endpoint as plain numbers; a step of fix_list_of().
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace crossfade::report {

/// Responses that show the same things.
struct Cover {
    std::set<std::size_t> things;
    std::uint64_t count = 0;
};

/// Things to be fixed together next: all of them make `gain` responses clean.
struct Step {
    std::vector<std::size_t> things;
    std::uint64_t gain = 0;

    [[nodiscard]] double worth() const noexcept {
        return things.empty() ? 0 : static_cast<double>(gain) / static_cast<double>(things.size());
    }
};

/// The step that gains most per thing, the fewer things and the lower numbers first; empty where
/// nothing is left. `covers` holds what is not fixed yet.
[[nodiscard]] Step next_step(const std::vector<Cover>& covers);

/// Of a step's things the one that makes most responses clean by itself, the lowest first.
struct Choice {
    std::size_t thing = 0;
    std::uint64_t gain = 0;
};
[[nodiscard]] Choice first_of(const std::vector<Cover>& covers,
                              const std::vector<std::size_t>& things);

/// Takes the thing off; covers that are clean go.
void take(std::vector<Cover>& covers, std::size_t thing);

}  // namespace crossfade::report
