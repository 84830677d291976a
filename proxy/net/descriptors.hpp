// How many files and sockets this process may have open, and how many of them clients may use up.
#pragma once

namespace crossfade::net {

/// Lifts the soft limit to the hard one, as far as that is allowed. At start-up.
void raise_descriptor_limit() noexcept;

/// The first of the last descriptors, which are kept for backends, the admin API and files: no
/// client's socket may have that number or a higher one. The lowest free number is always given
/// out, so a number says how many are in use at least.
[[nodiscard]] int first_kept_descriptor() noexcept;

}  // namespace crossfade::net
