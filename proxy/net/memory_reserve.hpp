// Memory that is kept back for the moment when there is no more: whoever asks in vain gets it, what
// is under way can end, and whatever would begin is refused until the reserve is there again.
// Serves where a limit makes allocations fail; the kernel's killer gives no such warning.
#pragma once

#include <cstddef>

namespace crossfade::net {

/// Once, before there are other threads. Makes std::bad_alloc what happens when the reserve is
/// used up as well.
void keep_memory_reserve(std::size_t bytes);

/// Any thread; from the first allocation that needed the reserve to the refill that found at least
/// half of it, or the fifth one that did not.
[[nodiscard]] bool short_of_memory() noexcept;

/// Any one thread, from time to time.
void refill_memory_reserve() noexcept;

}  // namespace crossfade::net
