// See aliases.hpp.
#include "proxy/compare/aliases.hpp"

#define XXH_INLINE_ALL
#include <algorithm>
#include <utility>
#include <xxhash.h>

namespace crossfade::compare {
namespace {

std::uint64_t key_of(std::string_view side, std::string_view kind, std::string_view text) noexcept {
    const std::uint64_t of_kind =
        XXH3_64bits_withSeed(kind.data(), kind.size(), XXH3_64bits(side.data(), side.size()));
    return XXH3_64bits_withSeed(text.data(), text.size(), of_kind);
}

}  // namespace

const Aliases::Entry* Aliases::find(std::uint64_t key) const {
    const auto found = young_.find(key);
    if (found != young_.end()) return &found->second;
    const auto older = old_.find(key);
    return older == old_.end() ? nullptr : &older->second;
}

Aliases::Standing Aliases::standing(std::string_view kind,
                                    std::string_view live,
                                    std::string_view shadow) const {
    const std::uint64_t live_key = key_of("live", kind, live);
    const std::uint64_t shadow_key = key_of("shadow", kind, shadow);
    const Entry* of_live = find(live_key);
    const Entry* of_shadow = find(shadow_key);
    if (of_live == nullptr && of_shadow == nullptr) return Standing::unknown;
    const bool together = (of_live == nullptr || of_live->partner == shadow_key) &&
                          (of_shadow == nullptr || of_shadow->partner == live_key);
    return together ? Standing::known : Standing::broken;
}

bool Aliases::is_firm(std::string_view kind, std::string_view live, std::string_view shadow) const {
    const Entry* of_live = find(key_of("live", kind, live));
    const Entry* of_shadow = find(key_of("shadow", kind, shadow));
    return of_live != nullptr && of_shadow != nullptr && of_live->sightings >= firm &&
           of_shadow->sightings >= firm;
}

bool Aliases::crosses(std::string_view kind, std::string_view live, std::string_view shadow) const {
    return find(key_of("shadow", kind, live)) != nullptr ||
           find(key_of("live", kind, shadow)) != nullptr;
}

Aliases::Entry& Aliases::young(std::uint64_t key) {
    const auto found = young_.find(key);
    if (found != young_.end()) return found->second;
    if (young_.size() >= std::max<std::size_t>(capacity_ / 2, 2)) {
        old_ = std::exchange(young_, {});
    }
    Entry entry;
    const auto older = old_.find(key);
    if (older != old_.end()) {
        entry = older->second;
        old_.erase(older);
    }
    return young_[key] = entry;
}

void Aliases::forget(std::uint64_t key) {
    young_.erase(key);
    old_.erase(key);
}

void Aliases::weaken(std::uint64_t key, std::uint64_t pair) {
    if (find(key) == nullptr) return;
    Entry& entry = young(key);
    if (entry.last_pair == pair) return;
    entry.last_pair = pair;
    if (--entry.sightings > 0) return;
    const std::uint64_t partner = entry.partner;
    forget(key);
    const Entry* other = find(partner);
    if (other != nullptr && other->partner == key) forget(partner);
}

void Aliases::strengthen(std::uint64_t key, std::uint64_t partner, std::uint64_t pair, bool made) {
    Entry& entry = young(key);
    if (entry.sightings > 0 && entry.last_pair == pair) return;
    constexpr std::uint32_t most = 8;  // what was right for long can still turn wrong
    entry.partner = partner;
    entry.last_pair = pair;
    entry.sightings = std::min(std::max(entry.sightings + 1, made ? firm : 1), most);
}

void Aliases::teach(std::string_view kind,
                    std::string_view live,
                    std::string_view shadow,
                    std::uint64_t pair,
                    bool made) {
    const std::uint64_t live_key = key_of("live", kind, live);
    const std::uint64_t shadow_key = key_of("shadow", kind, shadow);
    if (standing(kind, live, shadow) == Standing::broken) {
        const Entry* of_live = find(live_key);
        if (of_live != nullptr && of_live->partner != shadow_key) weaken(live_key, pair);
        const Entry* of_shadow = find(shadow_key);
        if (of_shadow != nullptr && of_shadow->partner != live_key) weaken(shadow_key, pair);
        if (find(live_key) != nullptr || find(shadow_key) != nullptr) return;
    }
    strengthen(live_key, shadow_key, pair, made);
    strengthen(shadow_key, live_key, pair, made);
}

}  // namespace crossfade::compare
