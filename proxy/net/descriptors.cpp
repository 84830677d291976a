// The limit is asked for anew each time, because it can be changed from outside.
#include "proxy/net/descriptors.hpp"

#include <algorithm>
#include <limits>
#include <sys/resource.h>

namespace crossfade::net {

void raise_descriptor_limit() noexcept {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

int first_kept_descriptor() noexcept {
    constexpr rlim_t most_kept = 256;
    constexpr auto unlimited = std::numeric_limits<int>::max();
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return unlimited;
    const auto kept = std::min(limit.rlim_cur / 4, most_kept);
    return static_cast<int>(std::min<rlim_t>(limit.rlim_cur - kept, unlimited));
}

}  // namespace crossfade::net
