// See knowledge.hpp and learned.hpp.
#include "proxy/compare/knowledge.hpp"

#define XXH_INLINE_ALL
#include "proxy/compare/learned.hpp"
#include "proxy/text/format.hpp"

#include <algorithm>
#include <xxhash.h>

namespace crossfade::compare {
namespace {

/// Enough, and far more than what speaks against it.
bool outweighs(std::uint32_t same, std::uint32_t other) noexcept {
    constexpr std::uint32_t enough = 3;
    return same >= enough && same > 3 * other;
}

std::uint64_t mixed(std::string_view text, std::uint64_t seed) noexcept {
    return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

/// For how many unread bodies one stands that comes after so many; 0: it is passed over as well.
std::uint32_t stands_for(std::uint32_t before) noexcept {
    constexpr std::uint32_t first_ones = 8;
    constexpr std::uint32_t every = 128;
    if (before < first_ones) return 1;
    return before % every == 0 ? every : 0;
}

}  // namespace

Knowledge::Knowledge() : learned_(std::make_unique<Learned>()) {}
Knowledge::~Knowledge() = default;

Aliases::Standing Knowledge::Learned::standing(const text::Claim& claim) const {
    const std::lock_guard lock(mutex_);
    return aliases_.standing(claim.kind, claim.live, claim.shadow);
}

bool Knowledge::Learned::crosses(const text::Claim& claim) const {
    const bool random = claim.kind.empty() && claim.live != claim.shadow &&
                        text::is_random(text::format_of(claim.live)) &&
                        text::is_random(text::format_of(claim.shadow));
    const std::lock_guard lock(mutex_);
    return random && aliases_.crosses(claim.kind, claim.live, claim.shadow);
}

void Knowledge::Learned::teach(const text::Claim& claim, std::uint64_t pair, bool made) {
    const std::lock_guard lock(mutex_);
    aliases_.teach(claim.kind, claim.live, claim.shadow, pair, made);
}

bool Knowledge::Learned::is_firm(const text::Claim& claim) const {
    const std::lock_guard lock(mutex_);
    return aliases_.is_firm(claim.kind, claim.live, claim.shadow);
}

void Knowledge::Learned::note_place(std::uint64_t place, bool same) {
    constexpr std::uint32_t most = 1000;  // what was so for long can still become otherwise
    const std::lock_guard lock(mutex_);
    if (places_.size() >= most_places && !places_.contains(place)) places_.clear();
    Counts& counts = places_[place];
    std::uint32_t& count = same ? counts.same : counts.other;
    count = std::min(count + 1, most);
}

bool Knowledge::Learned::shared_at(std::uint64_t place) const {
    const std::lock_guard lock(mutex_);
    const auto found = places_.find(place);
    return found != places_.end() && outweighs(found->second.same, found->second.other);
}

void Knowledge::Learned::note_endpoint(const RecordedRequest& request,
                                       bool same,
                                       std::uint32_t times) noexcept {
    AtomicCounts& counts = endpoints_[endpoint_of(request) % endpoints_.size()];
    (same ? counts.same : counts.other).fetch_add(times, std::memory_order_relaxed);
}

std::uint32_t Knowledge::Learned::sampled(const RecordedRequest& request) noexcept {
    AtomicCounts& counts = endpoints_[endpoint_of(request) % endpoints_.size()];
    return stands_for(counts.unread.fetch_add(1, std::memory_order_relaxed));
}

bool Knowledge::Learned::passes_over(std::string_view method, std::string_view path) noexcept {
    auto& unread = endpoints_[endpoint_of(method, path) % endpoints_.size()].unread;
    std::uint32_t before = unread.load(std::memory_order_relaxed);
    do {
        if (stands_for(before) != 0) return false;
    } while (!unread.compare_exchange_weak(before, before + 1, std::memory_order_relaxed));
    return true;
}

bool Knowledge::Learned::shared_at(const RecordedRequest& request) const noexcept {
    const AtomicCounts& counts = endpoints_[endpoint_of(request) % endpoints_.size()];
    return outweighs(counts.same.load(std::memory_order_relaxed),
                     counts.other.load(std::memory_order_relaxed));
}

bool Knowledge::Learned::varies(const RecordedRequest& request,
                                std::string_view path,
                                std::string_view live) {
    const std::uint64_t key = mixed(path, mixed(request.path, mixed(request.method, 0)));
    const std::uint64_t text = mixed(live, 1);
    const std::lock_guard lock(mutex_);
    if (fields_.size() >= most_fields && !fields_.contains(key)) fields_.clear();
    const auto [field, fresh] = fields_.try_emplace(key, Last{text});
    if (fresh) return false;
    constexpr std::uint8_t most_steps = 16;
    Last& last = field->second;
    if (last.steps == most_steps) {
        last.steps /= 2;
        last.changes /= 2;
    }
    ++last.steps;
    if (last.text != text) ++last.changes;
    last.text = text;
    return last.changes * 2 >= last.steps;
}

std::uint64_t endpoint_of(std::string_view method, std::string_view path) noexcept {
    path = path.substr(0, path.find('?'));
    std::uint64_t hash = mixed(method, 0);
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const std::string_view segment = path.substr(0, path.find('/'));
        const bool identifier = segment.find_first_of("0123456789") != std::string_view::npos;
        hash = mixed(identifier ? std::string_view("*") : segment, hash);
        path.remove_prefix(segment.size());
    }
    return hash;
}

}  // namespace crossfade::compare
