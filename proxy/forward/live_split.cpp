// Writers take a mutex, readers one atomic: the splits that they may still read are kept a while.
#include "proxy/forward/live_split.hpp"

#include <algorithm>

namespace crossfade::forward {
namespace {

std::vector<routing::Share> shares_of(const routing::Split& split) {
    std::vector<routing::Share> shares;
    for (std::size_t index = 0; index < split.size(); ++index) {
        shares.push_back(split.share_of(index));
    }
    return shares;
}

std::vector<std::string> names_of(const config::Route& route) {
    std::vector<std::string> names;
    for (const auto& entry : route.split) names.push_back(entry.backend);
    return names;
}

// A replaced split is only needed until the loops are past the decision that read it, which takes
// less than a turn of theirs; a thousand changes later that is certain.
constexpr std::size_t splits_kept = 1'000;

}  // namespace

LiveSplit::LiveSplit(std::vector<std::string> backends, std::vector<routing::Share> configured)
    : backends_(std::move(backends)), configured_(std::move(configured)) {
    splits_.push_back(std::make_unique<const routing::Split>(configured_));
    current_.store(splits_.back().get(), std::memory_order_release);
}

void LiveSplit::change_to(const std::vector<routing::Share>& shares) {
    if (shares_of(current()) == shares) return;
    put(current().changed_to(shares));
}

void LiveSplit::put(routing::Split split) {
    splits_.push_back(std::make_unique<const routing::Split>(std::move(split)));
    current_.store(splits_.back().get(), std::memory_order_release);
    if (splits_.size() > splits_kept) splits_.erase(splits_.begin());
}

void LiveSplit::restore(const routing::Split& split, bool overridden) {
    const std::lock_guard lock(mutex_);
    overridden_ = overridden;
    if (split.runs() != current().runs()) put(split);
    if (!overridden_) change_to(configured_);
}

void LiveSplit::set(const std::vector<routing::Share>& shares) {
    const std::lock_guard lock(mutex_);
    overridden_ = true;
    change_to(shares);
}

void LiveSplit::clear() {
    const std::lock_guard lock(mutex_);
    overridden_ = false;
    change_to(configured_);
}

void LiveSplit::configure(const std::vector<routing::Share>& shares) {
    const std::lock_guard lock(mutex_);
    configured_ = shares;
    if (!overridden_) change_to(shares);
}

bool LiveSplit::overridden() const {
    const std::lock_guard lock(mutex_);
    return overridden_;
}

routing::Split::Runs LiveSplit::runs() const {
    const std::lock_guard lock(mutex_);
    return current().runs();
}

std::vector<routing::Share> LiveSplit::shares() const {
    const std::lock_guard lock(mutex_);
    return shares_of(current());
}

void LiveSplits::publish(const config::Snapshot& snapshot) {
    const std::lock_guard lock(mutex_);
    std::map<std::string, std::shared_ptr<LiveSplit>> next;
    for (std::size_t index = 0; index < snapshot.config.routes.size(); ++index) {
        const auto& route = snapshot.config.routes[index];
        const auto& shares = snapshot.split_shares[index];
        const auto known = splits_.find(route.name);
        if (known != splits_.end() && known->second->backends() == names_of(route)) {
            known->second->configure(shares);
            next[route.name] = known->second;
        } else {
            next[route.name] = std::make_shared<LiveSplit>(names_of(route), shares);
        }
    }
    splits_ = std::move(next);
}

void LiveSplits::inherit(const std::string& route,
                         std::vector<std::string> backends,
                         const routing::Split& split,
                         bool overridden) {
    auto inherited = std::make_shared<LiveSplit>(std::move(backends), shares_of(split));
    inherited->restore(split, overridden);
    const std::lock_guard lock(mutex_);
    splits_[route] = std::move(inherited);
}

std::map<std::string, std::shared_ptr<LiveSplit>> LiveSplits::all() const {
    const std::lock_guard lock(mutex_);
    return splits_;
}

std::shared_ptr<LiveSplit> LiveSplits::find(const std::string& route) const {
    const std::lock_guard lock(mutex_);
    const auto found = splits_.find(route);
    return found == splits_.end() ? nullptr : found->second;
}

}  // namespace crossfade::forward
