// The limit is asked for anew each time, because it can be changed from outside.
#include "proxy/net/descriptors.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace crossfade::net {

void raise_descriptor_limit() noexcept {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

bool kept_for_others(int descriptor) noexcept {
    constexpr rlim_t most_kept = 256;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
    const auto kept = std::min(limit.rlim_cur / 4, most_kept);
    return static_cast<rlim_t>(descriptor) >= limit.rlim_cur - kept;
}

}  // namespace crossfade::net
