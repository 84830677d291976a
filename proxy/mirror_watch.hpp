// What the operator is told about the health of the mirrors: gauges, and a line in the log when one
// is suspended or goes on. Lives on the control loop.
#pragma once

#include "proxy/mirror/mirror_state.hpp"
#include "proxy/observe/metrics.hpp"

#include <memory>

namespace spdlog {
class logger;
}

namespace crossfade {

class MirrorWatch {
public:
    MirrorWatch(std::shared_ptr<spdlog::logger> log, observe::ProcessMetrics& metrics)
        : log_(std::move(log)), metrics_(&metrics) {}

    [[nodiscard]] mirror::MirrorStates& states() noexcept { return states_; }
    [[nodiscard]] std::vector<observe::MirrorHealth> health() const { return states_.health(); }

    /// Every second, and before the metrics are read.
    void look();

private:
    std::shared_ptr<spdlog::logger> log_;
    observe::ProcessMetrics* metrics_;
    mirror::MirrorStates states_;
};

}  // namespace crossfade
