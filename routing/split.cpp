// Splits by runs of buckets. Every backend keeps its runs in the order in which it took them, so
// that giving up returns exactly the last ones in.
#include "routing/split.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace crossfade::routing {
namespace {

void require_whole(std::span<const Share> shares) {
    std::uint64_t sum = 0;
    for (const auto share : shares) sum += share.parts_per_million;
    if (shares.empty() || sum != Share::whole) {
        throw std::invalid_argument("the shares of a split must add up to the whole");
    }
}

// Takes `count` buckets out of `run`, at most all, and returns them as a run for whoever takes
// them. `from_new_end`: from the end that came last (giving up), else from the one that came first.
template <typename Run>
Run cut(Run& run, Bucket count, bool from_new_end) noexcept {
    Run taken = run;
    if (run.upward == from_new_end) {
        run.last -= count;
        taken.first = run.last;
    } else {
        run.first += count;
        taken.last = run.first;
    }
    return taken;
}

template <typename Run>
Bucket size_of(const Run& run) noexcept {
    return run.last - run.first;
}

// Gives up the last `count` buckets that came in; what leaves in ascending order can be taken as an
// upward run and what leaves in descending order as a downward one.
template <typename Run>
void release(std::vector<Run>& owned, Bucket count, std::vector<Run>& released) {
    while (count > 0) {
        Run& newest = owned.back();
        Run run = cut(newest, std::min(count, size_of(newest)), true);
        run.upward = !run.upward;
        count -= size_of(run);
        released.push_back(run);
        if (size_of(newest) == 0) owned.pop_back();
    }
}

// Adds a run as the newest one, or continues the newest if it goes on where that one ended.
template <typename Run>
void add(std::vector<Run>& owned, const Run& run) {
    if (!owned.empty() && owned.back().upward == run.upward) {
        Run& newest = owned.back();
        if (run.upward && newest.last == run.first) {
            newest.last = run.last;
            return;
        }
        if (!run.upward && newest.first == run.last) {
            newest.first = run.first;
            return;
        }
    }
    owned.push_back(run);
}

// Takes `count` of the released buckets in the order in which they were released; `next` is the
// first run that has any left.
template <typename Run>
void take(std::vector<Run>& owned, Bucket count, std::vector<Run>& released, std::size_t& next) {
    while (count > 0) {
        Run& oldest = released[next];
        const Run run = cut(oldest, std::min(count, size_of(oldest)), false);
        count -= size_of(run);
        add(owned, run);
        if (size_of(oldest) == 0) ++next;
    }
}

}  // namespace

Split::Split(std::span<const Share> shares) {
    require_whole(shares);
    // Downward, so that backend 0 gives up bucket 0 first: of two backends, the second then owns
    // exactly the buckets below its share.
    shares_.assign(shares.size(), Share{0});
    shares_.front().parts_per_million = Share::whole;
    owned_.resize(shares.size());
    owned_.front().push_back({0, Share::whole, false});
    *this = changed_to(shares);
}

std::optional<Split> Split::of(Runs runs) {
    Split split;
    std::vector<Run> all;
    for (const auto& owned : runs) {
        Share share{0};
        for (const auto& run : owned) {
            if (run.first >= run.last || run.last > Share::whole) return std::nullopt;
            share.parts_per_million += run.last - run.first;
            all.push_back(run);
        }
        split.shares_.push_back(share);
    }
    std::sort(all.begin(), all.end(), [](const Run& a, const Run& b) { return a.first < b.first; });
    Bucket end = 0;
    for (const auto& run : all) {
        if (run.first != end) return std::nullopt;
        end = run.last;
    }
    if (end != Share::whole) return std::nullopt;
    split.owned_ = std::move(runs);
    split.index();
    return split;
}

Split Split::changed_to(std::span<const Share> shares) const {
    require_whole(shares);
    if (shares.size() != shares_.size()) {
        throw std::invalid_argument("a split keeps its backends");
    }
    Split changed;
    changed.shares_.assign(shares.begin(), shares.end());
    changed.owned_ = owned_;

    std::vector<Run> released;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (shares[i] >= shares_[i]) continue;
        release(changed.owned_[i],
                shares_[i].parts_per_million - shares[i].parts_per_million,
                released);
    }
    std::size_t next = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (shares[i] <= shares_[i]) continue;
        take(changed.owned_[i],
             shares[i].parts_per_million - shares_[i].parts_per_million,
             released,
             next);
    }
    changed.index();
    return changed;
}

void Split::index() {
    for (std::size_t backend = 0; backend < owned_.size(); ++backend) {
        for (const auto& run : owned_[backend]) {
            boundaries_.push_back({run.last, static_cast<std::uint32_t>(backend)});
        }
    }
    std::sort(boundaries_.begin(), boundaries_.end(), [](const Boundary& a, const Boundary& b) {
        return a.end < b.end;
    });
    // Of neighbours that belong to one backend only the last end matters.
    std::size_t kept = 0;
    for (const auto& boundary : boundaries_) {
        if (kept > 0 && boundaries_[kept - 1].backend == boundary.backend) --kept;
        boundaries_[kept++] = boundary;
    }
    boundaries_.resize(kept);
}

std::size_t Split::choose(Bucket bucket) const noexcept {
    if (bucket < boundaries_.front().end) return boundaries_.front().backend;
    if (boundaries_.size() <= 2) return boundaries_.back().backend;
    const auto found = std::upper_bound(
        boundaries_.begin(), boundaries_.end(), bucket, [](Bucket b, const Boundary& boundary) {
            return b < boundary.end;
        });
    return found == boundaries_.end() ? boundaries_.back().backend : found->backend;
}

Share Split::share_of(std::size_t backend) const noexcept { return shares_[backend]; }

std::vector<Share> shares_of(std::span<const std::uint64_t> weights) {
    std::vector<Share> shares(weights.size());
    const auto sum = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
    if (sum == 0) return shares;

    std::vector<std::uint64_t> remainders(weights.size());
    std::uint32_t left = Share::whole;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const std::uint64_t scaled = weights[i] * Share::whole;
        shares[i].parts_per_million = static_cast<std::uint32_t>(scaled / sum);
        remainders[i] = scaled % sum;
        left -= shares[i].parts_per_million;
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return remainders[a] > remainders[b];
    });
    // `left` is less than the number of remainders above 0, so a weight of 0 stays 0.
    for (std::uint32_t i = 0; i < left; ++i) ++shares[order[i]].parts_per_million;
    return shares;
}

}  // namespace crossfade::routing
