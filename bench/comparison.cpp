// How many pairs a core compares in a second, beside what nlohmann's json needs for parsing and
// diffing the same bodies. bench_comparison --benchmark_counters_tabular=true
#include "bench/comparison_pairs.hpp"
#include "proxy/compare/bodies.hpp"
#include "proxy/compare/compare.hpp"
#include "proxy/compare/rules.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace crossfade::bench {
namespace {

using compare::Pair;

Pair small() { return pair_of(order(100'007, "shipped"), order(100'007, "SHIPPED")); }
Pair large() { return pair_of(orders(100'000, "shipped"), orders(100'000, "SHIPPED")); }
Pair often() {
    return pair_of(orders_often_changed(100'000, "shipped"),
                   orders_often_changed(100'000, "SHIPPED"));
}
Pair small_equal() { return pair_of(order(100'007, "shipped"), order(100'007, "shipped")); }
Pair equal() { return pair_of(orders(100'000, "shipped"), orders(100'000, "shipped")); }

config::Compare few_rules() {
    config::Compare written;
    const auto add = [&written](const char* path, config::CompareRule::As as) {
        auto& rule = written.rules.emplace_back();
        rule.path = path;
        rule.as = as;
    };
    add("$.items[*].lines[*].tags", config::CompareRule::As::set);
    add("$.**.created_at", config::CompareRule::As::timestamp);
    add("$.total", config::CompareRule::As::number);
    return written;
}

void count(benchmark::State& state, const Pair& pair) {
    const auto bytes = pair.live.body.size() + pair.shadow.body.size();
    const auto rounds = static_cast<double>(state.iterations());
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) *
                            static_cast<std::int64_t>(state.iterations()));
    state.counters["pairs"] = benchmark::Counter(rounds, benchmark::Counter::kIsRate);
}

/// The whole verdict: status, headers, bodies, signature.
void whole(benchmark::State& state, const Pair& pair, const config::Compare& written) {
    const compare::Rules rules(written, "orders");
    compare::Knowledge knowledge;
    for (auto round : state) {
        (void)round;
        benchmark::DoNotOptimize(compare::compare(pair, rules, knowledge));
    }
    count(state, pair);
}

void bodies(benchmark::State& state, const Pair& pair) {
    const compare::Rules rules({}, "orders");
    const compare::RuleWalk walk(rules.compiled(), pair.time);
    for (auto round : state) {
        (void)round;
        compare::Collector findings;
        benchmark::DoNotOptimize(compare::compare_bodies(pair.live, pair.shadow, walk, findings));
        benchmark::DoNotOptimize(findings.size());
    }
    count(state, pair);
}

void yardstick(benchmark::State& state, const Pair& pair) {
    for (auto round : state) {
        (void)round;
        const auto live = nlohmann::json::parse(pair.live.body);
        const auto shadow = nlohmann::json::parse(pair.shadow.body);
        benchmark::DoNotOptimize(nlohmann::json::diff(live, shadow));
    }
    count(state, pair);
}

BENCHMARK_CAPTURE(whole, 512_bytes, small(), {});
BENCHMARK_CAPTURE(bodies, 512_bytes, small());
BENCHMARK_CAPTURE(yardstick, 512_bytes, small());
BENCHMARK_CAPTURE(whole, 512_bytes_equal, small_equal(), {});
BENCHMARK_CAPTURE(whole, 512_bytes_with_rules, small(), few_rules());
BENCHMARK_CAPTURE(whole, 100_kilobytes, large(), {});
BENCHMARK_CAPTURE(bodies, 100_kilobytes, large());
BENCHMARK_CAPTURE(yardstick, 100_kilobytes, large());
BENCHMARK_CAPTURE(whole, 100_kilobytes_with_rules, large(), few_rules());
BENCHMARK_CAPTURE(whole, 100_kilobytes_often_changed, often(), {});
BENCHMARK_CAPTURE(yardstick, 100_kilobytes_often_changed, often());
BENCHMARK_CAPTURE(whole, 100_kilobytes_equal, equal(), {});

}  // namespace
}  // namespace crossfade::bench

BENCHMARK_MAIN();
