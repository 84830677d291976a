// What a run comes to: counts that add up, and what is gone, what remains and what is new.
#pragma once

#include "proxy/replay/exemplar.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace crossfade::replay {

/// What was asked for and not even tried.
struct LeftOut {
    std::size_t unsafe = 0;      // records of methods that are never sent again
    std::size_t unreadable = 0;  // records that another version wrote, or that are damaged
    std::size_t over_limit = 0;
};

/// One kind of finding over all exemplars that were judged.
struct FaultLine {
    compare::Finding finding;  // with the first values seen; of now, where it is there now
    std::size_t then = 0;      // exemplars in whose records it was
    std::size_t now = 0;       // exemplars in whose answers it is
};

struct Summary {
    std::string what;     // that was replayed: a signature, a fault, "all"
    std::string against;  // the URL as given
    std::vector<Exemplar> exemplars;
    LeftOut left_out;
    std::size_t gone = 0;
    std::size_t remains = 0;
    std::size_t changed = 0;
    std::size_t failed = 0;
    std::size_t not_compared = 0;
    std::size_t not_replayable = 0;
    std::size_t unclear = 0;        // redacted values, over all exemplars
    std::vector<FaultLine> faults;  // still there first, the most frequent first

    [[nodiscard]] std::size_t sent() const noexcept { return exemplars.size() - not_replayable; }
    /// Those with an answer.
    [[nodiscard]] std::size_t answered() const noexcept {
        return gone + remains + changed + not_compared;
    }
    /// True if every exemplar was sent and agrees. Not of none: that nothing differs is no proof.
    [[nodiscard]] bool all_gone() const noexcept {
        return gone > 0 && gone == exemplars.size() && left_out.unreadable == 0;
    }
};

/// Counts, and collects the faults.
[[nodiscard]] Summary summary_of(std::vector<Exemplar> exemplars, const LeftOut& left_out);

/// For people; of foreign text only what no terminal obeys.
[[nodiscard]] std::string summary_text(const Summary& summary);

/// For programs: one object, its members named as in Summary.
[[nodiscard]] std::string summary_json(const Summary& summary);

}  // namespace crossfade::replay
