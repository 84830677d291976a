// What became of every mirrored request (DESIGN "Accounting"). Verdicts come from event loops and
// from comparison threads alike, so they are counted in one place, with real atomics.
#pragma once

#include "proxy/observe/counter.hpp"
#include "proxy/observe/reason.hpp"
#include "proxy/observe/repeat_counts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace crossfade::observe {

/// The verdicts of one mirror of one route. Any thread.
/// mirrored = pending + match + mismatch + shadow_error + live_error + both_failed + not_compared.
class MirrorVerdicts {
public:
    /// A request was mirrored; one of the others must follow.
    void expect_one() noexcept { pending_.add(1); }

    void count_match() noexcept { settle(match_); }
    void count_mismatch() noexcept { settle(mismatch_); }
    void count_both_failed() noexcept { settle(both_failed_); }
    void count(ShadowError reason) noexcept {
        settle(shadow_error_[static_cast<std::size_t>(reason)]);
    }
    void count(LiveError reason) noexcept { settle(live_error_[static_cast<std::size_t>(reason)]); }
    void count(NotCompared reason) noexcept {
        settle(not_compared_[static_cast<std::size_t>(reason)]);
    }
    /// By name, as a comparison's result has it; what is unknown becomes not_compared(other).
    void count(std::string_view verdict, std::string_view reason) noexcept;

    [[nodiscard]] std::int64_t pending() const noexcept { return pending_.value(); }

    /// Calls visit(verdict, reason, count) for every verdict and reason, those at 0 included.
    template <typename Visitor>
    void for_each(Visitor visit) const {
        visit(std::string_view("match"), std::string_view(), match_.value());
        visit(std::string_view("mismatch"), std::string_view(), mismatch_.value());
        visit_reasons<ShadowError>("shadow_error", shadow_error_, visit);
        visit_reasons<LiveError>("live_error", live_error_, visit);
        visit(std::string_view("both_failed"), std::string_view(), both_failed_.value());
        visit_reasons<NotCompared>("not_compared", not_compared_, visit);
    }

private:
    template <typename Reason>
    using ByReason = std::array<SharedCounter, reason_count<Reason>>;

    void settle(SharedCounter& counter) noexcept {
        counter.add();
        pending_.add(-1);
    }
    template <typename Reason, typename Visitor>
    static void visit_reasons(std::string_view verdict,
                              const ByReason<Reason>& counts,
                              Visitor& visit) {
        for (std::size_t i = 0; i < counts.size(); ++i) {
            visit(verdict, reason_names<Reason>[i], counts[i].value());
        }
    }

    SharedCounter match_;
    SharedCounter mismatch_;
    SharedCounter both_failed_;
    ByReason<ShadowError> shadow_error_;
    ByReason<LiveError> live_error_;
    ByReason<NotCompared> not_compared_;
    SharedGauge pending_;
};

/// What all loops count together for one mirror of one route.
struct MirrorShared {
    MirrorVerdicts verdicts;
    RepeatCounts repeats;
    /// Verdicts that were counted but will be missing from what is told by endpoint: the queue of
    /// the comparison was full.
    SharedCounter unplaced;
};

/// By route and mirror. Any thread; entries live as long as this does.
class MirrorAccounting {
public:
    /// Finds or creates. `mirror` is `to` of the configuration: a backend's name, or "other".
    [[nodiscard]] MirrorShared& find(const std::string& route, const std::string& mirror);
    [[nodiscard]] MirrorVerdicts& verdicts(const std::string& route, const std::string& mirror) {
        return find(route, mirror).verdicts;
    }

private:
    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, std::unique_ptr<MirrorShared>> entries_;
};

}  // namespace crossfade::observe
