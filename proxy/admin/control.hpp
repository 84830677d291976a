// What the admin API may ask of the running proxy. Called on the control loop only.
#pragma once

#include "config/snapshot.hpp"
#include "proxy/forward/explain.hpp"
#include "proxy/forward/live_split.hpp"
#include "proxy/observe/backend_status.hpp"
#include "proxy/observe/metrics.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::admin {

/// The process before this one, whose place it took. Its counters ended with it.
struct TakenOver {
    int pid = 0;
    std::uint64_t generation = 0;  // of its configuration
    std::string version;           // of its binary
};

struct Status {
    std::chrono::steady_clock::time_point started;
    std::chrono::system_clock::time_point started_at;  // as the clock was then
    std::optional<TakenOver> taken_over;
    std::uint64_t generation = 0;
    bool last_reload_successful = true;
    std::vector<std::string> last_reload_errors;
    std::size_t workers = 0;
    std::size_t connections = 0;
    bool draining = false;
    std::vector<observe::MirrorCount> mirrors;
    std::vector<observe::MirrorCount> repeats;  // what was asked again
    std::vector<observe::MirrorHealth> mirror_health;
    std::vector<observe::RequestCount> requests;
    std::vector<observe::BackendStatus> backends;
};

struct ReloadResult {
    bool successful = false;
    std::uint64_t generation = 0;     // in force now, whether or not the reload succeeded
    std::vector<std::string> errors;  // "file:line:column: message"
};

class Control {
public:
    [[nodiscard]] virtual Status status() const = 0;
    /// All or nothing; takes as long as loading does.
    [[nodiscard]] virtual ReloadResult reload() = 0;
    [[nodiscard]] virtual std::shared_ptr<const config::Snapshot> snapshot() const = 0;
    /// Null for an unknown route.
    [[nodiscard]] virtual std::shared_ptr<forward::LiveSplit> split(
        const std::string& route) const = 0;
    [[nodiscard]] virtual std::vector<observe::BackendStatus> backends() const = 0;
    [[nodiscard]] virtual forward::Explanation explain(
        const forward::ExplainedRequest& request) const = 0;
    /// In Prometheus' text format.
    [[nodiscard]] virtual std::string metrics() = 0;
    /// False before the first snapshot is in force and while draining.
    [[nodiscard]] virtual bool ready() const noexcept = 0;

protected:
    ~Control() = default;
};

}  // namespace crossfade::admin
