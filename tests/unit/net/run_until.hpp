// Runs an event loop until something has come about, with patience for a busy machine.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>

namespace crossfade::net {

/// False if it did not come about within a minute.
inline bool run_until(boost::asio::io_context& context, const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        context.restart();
        context.run_one_for(std::chrono::milliseconds(100));
    }
    return true;
}

}  // namespace crossfade::net
