// One ended request as an access log record.
#pragma once

#include "proxy/forward/forwarding.hpp"
#include "proxy/observe/access_record.hpp"

namespace crossfade::forward {

/// `record` must be cleared.
void fill(observe::AccessRecord& record,
          const Forwarding& forwarding,
          net::Clock::duration elapsed);

}  // namespace crossfade::forward
