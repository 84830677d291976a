#include "proxy/demo/running_proxy.hpp"

#include "config/load.hpp"

#include <stdexcept>

namespace crossfade::demo {

RunningProxy::RunningProxy(const std::string& file, std::shared_ptr<spdlog::logger> log) {
    auto loaded = config::load(file, config::process_environment());
    if (!loaded.config) throw std::runtime_error(config::describe(loaded.problems));
    server_ = std::make_unique<Server>(file, std::move(*loaded.config), std::move(log));
    thread_ = std::thread([this] {
        server_->run();
        ended_.store(true);
    });
}

RunningProxy::~RunningProxy() {
    server_->stop();
    wait();
}

void RunningProxy::wait() {
    if (thread_.joinable()) thread_.join();
}

}  // namespace crossfade::demo
