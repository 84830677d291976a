// A repeat under way on its event loop: it waits for its time, asks both sides at once, and goes
// to the comparison.
#pragma once

#include "proxy/mirror/repeat.hpp"

#include <memory>

namespace crossfade::mirror {

/// Asks both sides in a while, unless something speaks against it now or then; that is counted. On
/// the repeat's loop.
void ask_again(std::shared_ptr<Repeat> repeat, net::Clock::duration delay);

}  // namespace crossfade::mirror
