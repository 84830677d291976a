// Do two things go together more often than chance would have it?
#pragma once

#include <cstdint>

namespace crossfade::routing {

/// Fisher's exact test, one-sided: how likely `drawn_marked` or more marked ones are among `drawn`
/// taken blindly out of `all`, of which `marked` are. Counts that contradict each other give 1.
[[nodiscard]] double fisher_p(std::uint64_t drawn_marked,
                              std::uint64_t drawn,
                              std::uint64_t marked,
                              std::uint64_t all) noexcept;

}  // namespace crossfade::routing
