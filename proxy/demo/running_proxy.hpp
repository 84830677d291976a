// A proxy inside this process: loaded from a file as any other, serving on a thread of its own.
#pragma once

#include "proxy/server.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <thread>

namespace crossfade::demo {

class RunningProxy {
public:
    /// Throws std::runtime_error if the file or an address is of no use.
    RunningProxy(const std::string& file, std::shared_ptr<spdlog::logger> log);
    /// Drains, and writes what is to be written.
    ~RunningProxy();
    RunningProxy(const RunningProxy&) = delete;
    RunningProxy& operator=(const RunningProxy&) = delete;

    /// True once it stopped, by a signal perhaps.
    [[nodiscard]] const std::atomic<bool>& ended() const noexcept { return ended_; }
    /// Blocks until then.
    void wait();

private:
    std::unique_ptr<Server> server_;
    std::atomic<bool> ended_{false};
    std::thread thread_;
};

}  // namespace crossfade::demo
