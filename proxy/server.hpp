// The running proxy: the workers, what they share, and the control loop on the calling thread,
// which loads and reloads the configuration, answers the admin API and drains.
#pragma once

#include "config/load.hpp"
#include "config/watch.hpp"
#include "proxy/admin/control.hpp"
#include "proxy/beginning.hpp"

#include <boost/asio/io_context.hpp>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

namespace spdlog {
class logger;
}

namespace crossfade {

class Server final : public admin::Control {
public:
    /// The configuration was loaded from `path` and is valid. `watch` was set up before that, so
    /// that no change is missed; it may be null. `beginning` is what others left. Throws
    /// std::runtime_error if something that the configuration names cannot be opened.
    Server(std::string path,
           config::Config config,
           std::shared_ptr<spdlog::logger> log,
           std::unique_ptr<config::Watch> watch = nullptr,
           Beginning beginning = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Serves until SIGTERM, SIGINT, stop() or another process that takes over, then drains. Throws
    /// std::runtime_error if the process before this one would not leave.
    void run();
    /// Any thread.
    void stop();

    [[nodiscard]] admin::Status status() const override;
    [[nodiscard]] admin::ReloadResult reload() override;
    [[nodiscard]] std::shared_ptr<const config::Snapshot> snapshot() const override;
    [[nodiscard]] std::shared_ptr<forward::LiveSplit> split(
        const std::string& route) const override;
    [[nodiscard]] std::vector<observe::BackendStatus> backends() const override;
    [[nodiscard]] forward::Explanation explain(
        const forward::ExplainedRequest& request) const override;
    [[nodiscard]] std::string metrics() override;
    [[nodiscard]] bool ready() const noexcept override;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace crossfade
