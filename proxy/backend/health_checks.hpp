// Active health checks of all endpoints that want them: each at once, then every interval.
#pragma once

#include "proxy/backend/health_check.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace crossfade::backend {

/// The control loop's.
class HealthChecks {
public:
    /// `healthy` is what is believed after this result (routing/health_threshold.hpp); `why` is
    /// empty if the check passed. On the loop, never from within publish(). May publish().
    using OnResult = std::function<void(bool passed, bool healthy, std::string why)>;

    struct Target {
        std::string key;  // whose state it is: the same key, the same endpoint
        HealthTarget target;
        OnResult on_result;
    };

    explicit HealthChecks(asio::io_context& context);
    /// No result comes any more. Checks under way end here; one that connects, on or with the loop.
    ~HealthChecks();
    HealthChecks(const HealthChecks&) = delete;
    HealthChecks& operator=(const HealthChecks&) = delete;

    /// Exactly these from now on. What was believed of those that stay is kept; one whose check is
    /// another now is checked at once.
    void publish(std::vector<Target> targets);

private:
    struct Core;
    struct Checked;

    static Awaitable<void> run(std::shared_ptr<Core> core, std::shared_ptr<Checked> checked);
    [[nodiscard]] static Awaitable<void> pause(Core& core, Checked& checked);

    std::shared_ptr<Core> core_;
    std::map<std::string, std::shared_ptr<Checked>> checked_;
};

}  // namespace crossfade::backend
