// The request head that the live backend gets: what the client sent, without what stays on that
// hop, with the intermediary's own fields and the route's rewrites.
#pragma once

#include "proxy/forward/forwarding.hpp"
#include "proxy/observe/random.hpp"

namespace crossfade::forward {

/// Fills forwarding.head and what its views point to. The tee has its own copy of what the client
/// sent, taken before this.
void prepare_head(Forwarding& forwarding, observe::Random& random);

}  // namespace crossfade::forward
