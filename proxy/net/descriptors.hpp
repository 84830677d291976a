// How many files and sockets this process may have open, and how many of them clients may use up.
#pragma once

namespace crossfade::net {

/// Lifts the soft limit to the hard one, as far as that is allowed. At start-up.
void raise_descriptor_limit() noexcept;

/// True if a client's socket with that number would take one of the last descriptors, which are
/// kept for backends, the admin API and files. The lowest free number is always given out, so the
/// number says how many are in use at least.
[[nodiscard]] bool kept_for_others(int descriptor) noexcept;

}  // namespace crossfade::net
