// An event loop with what backends need of one, and coroutines on it whose results are awaited.
#pragma once

#include "proxy/backend/endpoint_pool.hpp"
#include "tests/unit/net/run_until.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace crossfade::backend {

struct TestLoop {
    TestLoop() { wheel.start(); }

    // What a coroutine comes to; null as long as it runs.
    template <typename Value>
    std::shared_ptr<std::unique_ptr<Value>> start(Awaitable<Value> awaitable) {
        auto result = std::make_shared<std::unique_ptr<Value>>();
        asio::co_spawn(
            context, std::move(awaitable), [result](const std::exception_ptr& failed, Value value) {
                if (failed) std::rethrow_exception(failed);
                *result = std::make_unique<Value>(std::move(value));
            });
        return result;
    }
    bool await(const std::function<bool()>& condition) {
        return net::run_until(context, condition);
    }
    // Whatever is ready by now.
    void settle() { context.poll(); }

    asio::io_context context{1};
    net::DeadlineWheel wheel{context};
    net::BlockPool blocks;
    Loop loop{&context, &wheel, &blocks};
};

inline net::Clock::time_point far_away() { return net::Clock::now() + std::chrono::hours(1); }

}  // namespace crossfade::backend
