// Requests that are asked once more, of the live backend and of the shadow: probes, which tell how
// each side differs from itself, and rechecks, which tell whether a mismatch was only a race. Safe
// methods alone, within a budget of their own, on the mirror's connections: the live path never
// pays.
//
// A repeat is born on its event loop (recheck() comes from a comparison thread and is handed over),
// asks both sides at once, and ends in Judge::repeated().
#pragma once

#include "proxy/mirror/capture.hpp"
#include "proxy/mirror/head_copy.hpp"
#include "proxy/mirror/tee.hpp"
#include "proxy/observe/repeat_counts.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace crossfade::mirror {

/// What one side said the second time.
struct SecondAnswer {
    explicit SecondAnswer(std::size_t limit) : body(limit) {}

    ResponseCopy head;
    Capture body;
    bool complete = false;
};

/// Filled on the event loop of its tee, then read by any thread. Its budgets are given back when it
/// is destroyed.
struct Repeat {
    Repeat(std::shared_ptr<Tee> its_tee, std::size_t its_copy, observe::Again for_what);
    ~Repeat();
    Repeat(const Repeat&) = delete;
    Repeat& operator=(const Repeat&) = delete;

    /// False once the mirror's memory is used up.
    [[nodiscard]] bool charge(std::size_t bytes);
    /// No longer counts as in flight.
    void leave() noexcept;
    [[nodiscard]] const Copy& of() const noexcept { return tee->copy(copy); }
    [[nodiscard]] observe::RepeatCounts& counts() const noexcept;

    std::shared_ptr<Tee> tee;
    std::size_t copy;
    observe::Again what;
    std::string signature;  // of the mismatch that is looked at again
    SecondAnswer live;
    SecondAnswer shadow;
    std::size_t charged = 0;
    bool entered = false;  // counts as in flight
    bool waiting = false;  // counts as waiting for its time
};

/// Both sides of that copy answered: perhaps both are asked again. On the loop.
void probe(const std::shared_ptr<Tee>& tee, std::size_t copy);

/// The copy is a mismatch of that signature: perhaps both sides are asked again in a while. Any
/// thread but the loop's.
void recheck(const std::shared_ptr<Tee>& tee, std::size_t copy, const std::string& signature);

/// Ends what is under way or waits; nothing is begun any more. On the loop.
void end_repeats(Mirrors& mirrors);

}  // namespace crossfade::mirror
