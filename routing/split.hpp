// Who owns which bucket. Two facts make a split safe to change under live users: a backend that
// gains keeps everyone it had, and a backend that loses gives up the last ones in; nobody moves who
// need not, however many backends there are.
#pragma once

#include "routing/share.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crossfade::routing {

/// An immutable assignment of all buckets to backends, named by their index in the route's split.
class Split {
public:
    /// A run of buckets in the order in which its owner took them: upward from first, or downward
    /// to it. Giving up takes from the end that came last.
    struct Run {
        Bucket first = 0;
        Bucket last = 0;  // exclusive
        bool upward = true;

        bool operator==(const Run&) const = default;
    };
    /// Per backend, oldest first.
    using Runs = std::vector<std::vector<Run>>;

    /// Starts with everything on backend 0 and lets the others take their shares in order.
    /// The shares must add up to Share::whole; there must be at least one.
    explicit Split(std::span<const Share> shares);

    /// The one that these are the runs() of; nothing if they do not cover each bucket once.
    [[nodiscard]] static std::optional<Split> of(Runs runs);
    [[nodiscard]] const Runs& runs() const noexcept { return owned_; }

    /// The same backends with other shares, moving as few buckets as possible.
    [[nodiscard]] Split changed_to(std::span<const Share> shares) const;

    [[nodiscard]] std::size_t choose(Bucket bucket) const noexcept;
    [[nodiscard]] Share share_of(std::size_t backend) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return shares_.size(); }

private:
    struct Boundary {
        Bucket end = 0;  // exclusive
        std::uint32_t backend = 0;
    };

    Split() = default;
    void index();

    std::vector<Share> shares_;
    Runs owned_;
    std::vector<Boundary> boundaries_;  // all runs by bucket, for choose()
};

/// Turns relative weights into shares that add up to the whole: largest remainder, ties to the
/// earlier. All weights zero gives all shares zero. Weights are at most 2^32 each.
[[nodiscard]] std::vector<Share> shares_of(std::span<const std::uint64_t> weights);

}  // namespace crossfade::routing
