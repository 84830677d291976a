// See under_way.hpp.
#include "proxy/store/under_way.hpp"

#include "proxy/store/accounting.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::store {

void UnderWay::written(const std::map<CountKey, std::uint64_t>& counts) {
    for (const auto& [key, count] : counts) counts_[key] += count;
}

std::map<CountKey, std::uint64_t> UnderWay::begin_anew() {
    std::map<std::pair<std::string, std::string>, Accounting> mirrors;
    for (const auto& [key, count] : std::exchange(counts_, {})) {
        mirrors[{key.route, key.mirror}].add(key.outcome, key.reason, count);
    }
    std::map<CountKey, std::uint64_t> first;
    for (const auto& [name, accounting] : mirrors) {
        const auto& [route, mirror] = name;
        const auto unjudged = std::max<std::int64_t>(accounting.unjudged(), 0);
        const auto undecided = std::max<std::int64_t>(accounting.undecided(), 0);
        const auto tell = [&](const char* outcome, std::int64_t count) {
            if (count > 0) first[{route, mirror, outcome, ""}] = static_cast<std::uint64_t>(count);
        };
        tell("mirrored", unjudged);
        tell("eligible", unjudged + undecided);
    }
    return first;
}

}  // namespace crossfade::store
