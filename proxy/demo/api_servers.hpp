// The demo's three backends on loopback ports of their own, all on one thread.
#pragma once

#include "proxy/demo/api.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace crossfade::demo {

struct NamedApi {
    std::string name;  // also its X-Served-By header
    Api api = nullptr;
};

class ApiServers {
public:
    /// Binds and starts. Throws std::runtime_error if a port cannot be had.
    explicit ApiServers(const std::vector<NamedApi>& apis);
    /// Cuts off what is under way.
    ~ApiServers();
    ApiServers(const ApiServers&) = delete;
    ApiServers& operator=(const ApiServers&) = delete;

    /// In the order of the constructor's list.
    [[nodiscard]] const std::vector<std::uint16_t>& ports() const noexcept { return ports_; }

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
    std::vector<std::uint16_t> ports_;
};

}  // namespace crossfade::demo
