// From two ended sides to one counted verdict. What needs no comparing is counted at once; the rest
// goes through a bounded ring per event loop to low-priority threads, and mismatches on to the
// report.
#pragma once

#include "config/config.hpp"
#include "proxy/mirror/tee.hpp"
#include "proxy/observe/metrics.hpp"
#include "proxy/store/sink.hpp"

#include <cstddef>
#include <memory>

namespace crossfade::mirror {

class Judge {
public:
    /// `sink` may be null: mismatches are then only counted. Both must outlive the judge.
    Judge(const config::Comparison& settings,
          std::size_t loops,
          observe::ProcessMetrics& metrics,
          store::Sink* sink);
    /// Judges what is queued, then joins.
    ~Judge();
    Judge(const Judge&) = delete;
    Judge& operator=(const Judge&) = delete;

    /// Both sides of the copy ended. Called on event loop `loop`; never waits.
    void settle(std::size_t loop, const std::shared_ptr<Tee>& tee, std::size_t copy);

private:
    struct Queue;
    std::unique_ptr<Queue> queue_;
};

}  // namespace crossfade::mirror
