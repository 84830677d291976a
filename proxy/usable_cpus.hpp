// How many event loops `workers: auto` means.
#pragma once

#include <cstddef>

namespace crossfade {

/// The CPUs that the process may use: its affinity, and its cgroup's quota where there is one; at
/// least 1.
[[nodiscard]] std::size_t usable_cpus();

}  // namespace crossfade
