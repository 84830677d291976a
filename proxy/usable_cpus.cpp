#include "proxy/usable_cpus.hpp"

#include <algorithm>
#include <fstream>
#include <sched.h>

namespace crossfade {

std::size_t usable_cpus() {
    cpu_set_t set;
    CPU_ZERO(&set);
    std::size_t count = 1;
    if (::sched_getaffinity(0, sizeof set, &set) == 0) {
        count = static_cast<std::size_t>(std::max(CPU_COUNT(&set), 1));
    }
    // "max" for no quota is no number, and ends the reading there.
    std::ifstream file("/sys/fs/cgroup/cpu.max");
    double quota = 0;
    double period = 0;
    if (file >> quota >> period && quota > 0 && period > 0) {
        count = std::min(count, static_cast<std::size_t>(std::max(1.0, quota / period + 0.5)));
    }
    return count;
}

}  // namespace crossfade
