// From ended sides to counted verdicts. What needs no comparing is counted at once; all of it goes
// through a bounded ring per event loop to low-priority threads, and what they find to the store.
#pragma once

#include "config/config.hpp"
#include "proxy/mirror/repeat.hpp"
#include "proxy/mirror/tee.hpp"
#include "proxy/observe/metrics.hpp"
#include "proxy/store/sink.hpp"

#include <cstddef>
#include <memory>

namespace crossfade::mirror {

/// The members but the first two are called on event loop `loop`; they never wait.
class Judge {
public:
    /// `sink` may be null: verdicts are then only counted. Both must outlive the judge; so must the
    /// event loops, which are handed what is to be asked again.
    Judge(const config::Comparison& settings,
          std::size_t loops,
          observe::ProcessMetrics& metrics,
          store::Sink* sink);
    /// Judges what is queued, then joins.
    ~Judge();
    Judge(const Judge&) = delete;
    Judge& operator=(const Judge&) = delete;

    /// Both sides of the copy ended.
    void settle(std::size_t loop, const std::shared_ptr<Tee>& tee, std::size_t copy);

    /// All copies ended, one of a control mirror and one of a shadow among them.
    void settle_together(std::size_t loop, const std::shared_ptr<Tee>& tee);

    /// Both sides were asked again.
    void repeated(std::size_t loop, const std::shared_ptr<Repeat>& repeat);

private:
    struct Queue;
    std::unique_ptr<Queue> queue_;
};

}  // namespace crossfade::mirror
