// What became of requests that were asked once more, to tell noise and races from faults. They are
// no part of the accounting: what is asked again was mirrored, and has its verdict.
#pragma once

#include "proxy/observe/counter.hpp"
#include "proxy/observe/reason.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crossfade::observe {

/// Why a request is looked at a second time.
enum class Again : std::uint8_t {
    probe,    // how does a side differ from itself?
    recheck,  // is a mismatch still there a moment later?
    control   // no request: how do live and a control mirror differ?
};
inline constexpr std::array<std::string_view, 3> again_names{"probe", "recheck", "control"};

/// Whose second answer a probe looks at, and what it is beside the first one.
enum class ProbeSide : std::uint8_t { live, shadow };
inline constexpr std::array<std::string_view, 2> probe_side_names{"live", "shadow"};
enum class ProbeOutcome : std::uint8_t { same, different, not_compared, failed };
inline constexpr std::array<std::string_view, 4> probe_outcome_names{
    "same", "different", "not_compared", "failed"};

/// Of a mismatch: both sides agree the second time, still differ, or cannot be compared again.
enum class RecheckResult : std::uint8_t { transient, persistent, failed };
inline constexpr std::array<std::string_view, 3> recheck_result_names{
    "transient", "persistent", "failed"};

/// Why nothing was asked again; a closed list like those of reason.hpp.
enum class NotAgain : std::uint8_t {
    rate,         // of rechecks; a probe over the rate is none
    pending,      // too many wait for their time already
    in_flight,    // of the mirror
    memory,       // of the mirror
    live_down,    // no endpoint of the live backend is in service
    shadow_down,  // the mirror is suspended or held back
    require_failed,
    queue,  // of the comparison
    shutdown,
    other
};
template <>
inline constexpr ReasonNames<NotAgain> reason_names<NotAgain>{"rate",
                                                              "pending",
                                                              "in_flight",
                                                              "memory",
                                                              "live_down",
                                                              "shadow_down",
                                                              "require_failed",
                                                              "queue",
                                                              "shutdown",
                                                              "other"};

/// Of one mirror of one route. Any thread.
/// A probe that was begun has one outcome per side, a recheck one result; what was not begun is
/// dropped for one reason.
class RepeatCounts {
public:
    void count(ProbeSide side, ProbeOutcome outcome) noexcept {
        probes_[index(side)][index(outcome)].add();
    }
    void count(RecheckResult result) noexcept { rechecks_[index(result)].add(); }
    void count_dropped(Again what, NotAgain reason) noexcept {
        dropped_[index(what)][index(reason)].add();
    }

    [[nodiscard]] std::uint64_t of(ProbeSide side, ProbeOutcome outcome) const noexcept {
        return probes_[index(side)][index(outcome)].value();
    }
    [[nodiscard]] std::uint64_t of(RecheckResult result) const noexcept {
        return rechecks_[index(result)].value();
    }
    [[nodiscard]] std::uint64_t dropped(Again what, NotAgain reason) const noexcept {
        return dropped_[index(what)][index(reason)].value();
    }

    /// Calls probe(side, outcome, count), recheck(result, count) and dropped(what, reason, count)
    /// for every one of them, all by the index of its name, those at 0 included.
    template <typename Probe, typename Recheck, typename Dropped>
    void for_each(Probe probe, Recheck recheck, Dropped dropped) const {
        for (std::size_t side = 0; side < probes_.size(); ++side) {
            for (std::size_t outcome = 0; outcome < probes_[side].size(); ++outcome) {
                probe(side, outcome, probes_[side][outcome].value());
            }
        }
        for (std::size_t result = 0; result < rechecks_.size(); ++result) {
            recheck(result, rechecks_[result].value());
        }
        for (std::size_t what = 0; what < dropped_.size(); ++what) {
            for (std::size_t reason = 0; reason < dropped_[what].size(); ++reason) {
                dropped(what, reason, dropped_[what][reason].value());
            }
        }
    }

private:
    template <typename Enum>
    [[nodiscard]] static constexpr std::size_t index(Enum value) noexcept {
        return static_cast<std::size_t>(value);
    }

    std::array<std::array<SharedCounter, probe_outcome_names.size()>, probe_side_names.size()>
        probes_;
    std::array<SharedCounter, recheck_result_names.size()> rechecks_;
    std::array<std::array<SharedCounter, reason_count<NotAgain>>, again_names.size()> dropped_;
};

}  // namespace crossfade::observe
