// The demo's clients: users with sessions, who come back over connections that stay open.
#pragma once

#include "proxy/h1/blocking_client.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace crossfade::demo {

struct TrafficPlan {
    std::uint16_t port = 0;  // of 127.0.0.1
    std::size_t requests = 3'000;
    std::uint64_t seed = 1;
    std::size_t connections = 8;
    std::chrono::milliseconds time_limit{6'000};
    std::chrono::milliseconds pause{0};  // between two requests of one connection
};

struct TrafficResult {
    std::size_t answered = 0;
    std::size_t failed = 0;  // no response at all
    std::chrono::milliseconds time{0};
};

/// Blocks until all requests are answered, the time is over, or `stop` turns true.
[[nodiscard]] TrafficResult send_traffic(const TrafficPlan& plan, const std::atomic<bool>& stop);

/// One request of the mix; the same sequence for the same generator.
[[nodiscard]] h1::BlockingRequest next_request(std::mt19937_64& random);

}  // namespace crossfade::demo
