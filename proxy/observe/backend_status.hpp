// What is known of a backend at one moment, for metrics and the admin API: plain values, gathered
// when somebody asks.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crossfade::observe {

struct EjectionStatus {
    std::chrono::nanoseconds remaining{0};  // 0: not ejected
    std::uint32_t failures_in_a_row = 0;
    std::uint64_t ejections = 0;
    std::uint64_t spared = 0;  // not ejected, since too many others were
};

struct EndpointStatus {
    std::string name;  // "10.0.0.11:8080"
    std::string host;  // as configured
    bool checked = false;
    bool healthy = true;
    std::string last_check_failure;
    std::uint64_t checks_passed = 0;
    std::uint64_t checks_failed = 0;
    std::array<EjectionStatus, 2> ejections;  // by Role
};

struct RoleStatus {
    std::size_t requests = 0;
    std::size_t requests_limit = 0;
    std::size_t connections = 0;
    std::size_t connections_limit = 0;
    std::size_t pending = 0;
    std::size_t pending_limit = 0;
    std::uint64_t waited = 0;
    std::uint64_t refused = 0;
    std::uint64_t timed_out = 0;
};

struct BackendStatus {
    std::string name;
    std::vector<EndpointStatus> endpoints;
    RoleStatus live;
    RoleStatus mirror;
};

}  // namespace crossfade::observe
