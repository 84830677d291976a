// Counters, gauges and latency histograms. The plain kinds have one writer, the event loop that
// owns them, and cost an ordinary load and store; a scrape reads them from another thread. The
// Shared kinds may be written by any thread.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace crossfade::observe {

/// One writing thread; any thread may read.
class Counter {
public:
    void add(std::uint64_t n = 1) noexcept {
        value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t value() const noexcept {
        return value_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// One writing thread; any thread may read.
class Gauge {
public:
    void add(std::int64_t n) noexcept { set(value() + n); }
    void set(std::int64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const noexcept {
        return value_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::int64_t> value_{0};
};

/// Any thread may write.
class SharedCounter {
public:
    void add(std::uint64_t n = 1) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
    /// For a count that is kept elsewhere and only exported here.
    void set(std::uint64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const noexcept {
        return value_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// Any thread may write.
class SharedGauge {
public:
    void add(std::int64_t n) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
    void set(std::int64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const noexcept {
        return value_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::int64_t> value_{0};
};

/// Latencies in fixed buckets. One writing thread; any thread may read.
class Histogram {
public:
    static constexpr std::array<std::int64_t, 15> bounds_microseconds{500,
                                                                      1'000,
                                                                      2'500,
                                                                      5'000,
                                                                      10'000,
                                                                      25'000,
                                                                      50'000,
                                                                      100'000,
                                                                      250'000,
                                                                      500'000,
                                                                      1'000'000,
                                                                      2'500'000,
                                                                      5'000'000,
                                                                      10'000'000,
                                                                      30'000'000};
    static constexpr std::size_t buckets =
        bounds_microseconds.size() + 1;  // the last one has no bound

    void record(std::chrono::nanoseconds duration) noexcept {
        const std::int64_t elapsed = std::max<std::int64_t>(duration.count(), 0);
        const auto* bound = std::lower_bound(bounds_.begin(), bounds_.end(), elapsed);
        counts_[static_cast<std::size_t>(bound - bounds_.begin())].add();
        sum_.add(static_cast<std::uint64_t>(elapsed));
    }
    /// Of one bucket alone, not cumulative.
    [[nodiscard]] std::uint64_t count(std::size_t bucket) const noexcept {
        return counts_[bucket].value();
    }
    [[nodiscard]] std::chrono::nanoseconds sum() const noexcept {
        return std::chrono::nanoseconds(static_cast<std::int64_t>(sum_.value()));
    }

private:
    static constexpr auto bounds_ = [] {
        auto nanoseconds = bounds_microseconds;
        for (auto& bound : nanoseconds) bound *= 1'000;
        return nanoseconds;
    }();

    std::array<Counter, buckets> counts_;
    Counter sum_;  // nanoseconds; wraps after 584 years of latency
};

}  // namespace crossfade::observe
