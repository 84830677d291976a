// The split of each route as it is now: what the file says, until somebody sets other weights.
// Shared by all event loops, read once per request through one atomic.
#pragma once

#include "config/snapshot.hpp"
#include "routing/split.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::forward {

/// The split of one route over one list of backends. Any thread.
class LiveSplit {
public:
    LiveSplit(std::vector<std::string> backends, std::vector<routing::Share> configured);

    /// For one decision: a replaced split stays valid for a thousand changes more.
    [[nodiscard]] const routing::Split& current() const noexcept {
        return *current_.load(std::memory_order_acquire);
    }

    /// Sets weights that hold until cleared, reloads included.
    void set(const std::vector<routing::Share>& shares);
    /// Back to what the file says.
    void clear();
    /// What the file says has changed.
    void configure(const std::vector<routing::Share>& shares);
    /// As it was in the process before this one, users and all; what the file says holds on if
    /// nobody set other weights there.
    void restore(const routing::Split& split, bool overridden);

    [[nodiscard]] bool overridden() const;
    [[nodiscard]] routing::Split::Runs runs() const;
    [[nodiscard]] std::vector<routing::Share> shares() const;
    [[nodiscard]] const std::vector<std::string>& backends() const noexcept { return backends_; }

private:
    void change_to(const std::vector<routing::Share>& shares);
    void put(routing::Split split);

    const std::vector<std::string> backends_;
    mutable std::mutex mutex_;  // of everything below but current_
    std::vector<routing::Share> configured_;
    bool overridden_ = false;
    std::vector<std::unique_ptr<const routing::Split>> splits_;
    std::atomic<const routing::Split*> current_{nullptr};
};

/// All routes' splits. Any thread.
class LiveSplits {
public:
    /// Adopts a snapshot: new routes start with its shares, known ones move to them by as few users
    /// as possible, and weights that somebody set stay.
    void publish(const config::Snapshot& snapshot);

    /// Before the first snapshot: the split of a route as the process before this one had it. If
    /// the snapshot's route has other backends, it starts with its own shares.
    void inherit(const std::string& route,
                 std::vector<std::string> backends,
                 const routing::Split& split,
                 bool overridden);

    /// Null for an unknown route.
    [[nodiscard]] std::shared_ptr<LiveSplit> find(const std::string& route) const;
    [[nodiscard]] std::map<std::string, std::shared_ptr<LiveSplit>> all() const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<LiveSplit>> splits_;
};

}  // namespace crossfade::forward
