// What became of looking up the names of endpoints.
#pragma once

#include "proxy/observe/counter.hpp"

namespace crossfade::observe {

/// Any thread.
struct ResolutionCounts {
    SharedCounter ok;
    SharedCounter not_found;
    SharedCounter failed;
    SharedCounter addresses_over_limit;  // in answers, not used
};

}  // namespace crossfade::observe
