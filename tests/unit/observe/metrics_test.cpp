// Sums over loops, the accounting of mirrors, and what a scrape shows.
#include "proxy/observe/metrics.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <thread>

namespace crossfade::observe {
namespace {

using namespace std::chrono_literals;

config::Config example() {
    config::Config config;
    config::Listener listener;
    listener.name = "public";
    config.listeners.push_back(listener);
    for (const char* name : {"legacy", "new", "sandbox"}) {
        config::Backend backend;
        backend.name = name;
        config.backends.push_back(backend);
    }
    config::Mirror sandbox;
    sandbox.to = "sandbox";
    config::Mirror other;
    other.to = "other";
    config::Route orders;
    orders.name = "orders";
    orders.split = {{"legacy", 995'000}, {"new", 5'000}};
    orders.mirrors = {sandbox, other};
    config::Route rest;
    rest.name = "rest";
    rest.split = {{"legacy", 1'000'000}};
    config.routes = {orders, rest};
    return config;
}

// The samples of an exposition by series.
std::map<std::string, double> samples_of(const std::string& exposition) {
    std::map<std::string, double> samples;
    std::istringstream lines(exposition);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line[0] == '#') continue;
        const auto space = line.rfind(' ');
        samples[line.substr(0, space)] = std::stod(line.substr(space + 1));
    }
    return samples;
}

std::uint64_t count_of(const Metrics& metrics, std::string_view outcome, std::string_view reason) {
    std::uint64_t sum = 0;
    for (const auto& count : metrics.mirror_counts()) {
        if (count.outcome == outcome && count.reason == reason) sum += count.count;
    }
    return sum;
}

TEST(LoopMetrics, publishes_entries_parallel_to_the_configuration) {
    Metrics metrics("test");
    LoopMetrics& loop = metrics.add_loop();
    const auto routes = loop.publish(example());
    ASSERT_EQ(routes.size(), 2U);
    ASSERT_EQ(routes[0].live.size(), 2U);
    ASSERT_EQ(routes[0].mirrors.size(), 2U);
    EXPECT_EQ(routes[0].live[1], &loop.backend("orders", "new", Role::live));
    EXPECT_EQ(routes[0].mirrors[0].accounting, &loop.mirror("orders", "sandbox"));
    EXPECT_EQ(&routes[0].mirrors[0].shadow(1), &loop.backend("orders", "sandbox", Role::mirror));
    EXPECT_EQ(&routes[0].mirrors[1].shadow(0), &loop.backend("orders", "legacy", Role::mirror));
    EXPECT_EQ(&routes[0].mirrors[1].shadow(1), &loop.backend("orders", "new", Role::mirror));
    EXPECT_TRUE(routes[1].mirrors.empty());
    EXPECT_NE(routes[1].live[0], routes[0].live[0]);
}

TEST(LoopMetrics, keeps_entries_and_their_counts_over_reloads) {
    Metrics metrics("test");
    LoopMetrics& loop = metrics.add_loop();
    auto config = example();
    auto* before = loop.publish(config)[0].live[1];
    before->record(200, 1ms);
    config.routes.erase(config.routes.begin());
    (void)loop.publish(config);
    auto* after = loop.publish(example())[0].live[1];
    EXPECT_EQ(before, after);
    EXPECT_EQ(after->by_status_class[2].value(), 1U);
}

TEST(BackendRoleMetrics, takes_a_status_that_is_none_for_none) {
    BackendRoleMetrics entry;
    for (const int status : {0, -1, 99, 600, 1'000'000}) entry.record(status, 1ms);
    for (const int status : {100, 204, 304, 499, 599}) entry.record(status, 1ms);
    EXPECT_EQ(entry.by_status_class[0].value(), 5U);
    for (std::size_t i = 1; i < 6; ++i) EXPECT_EQ(entry.by_status_class[i].value(), 1U);
}

TEST(Metrics, adds_loops_up) {
    Metrics metrics("test");
    for (int i = 0; i < 3; ++i) {
        LoopMetrics& loop = metrics.add_loop();
        const auto routes = loop.publish(example());
        routes[0].live[0]->record(200, 2ms);
        routes[0].live[0]->record(503, 40s);
        loop.listener("public").connections.add(5);
        loop.listener("public").accepted.add(7);
        loop.listener("public").count_refused(Refusal::draining);
        loop.pool("legacy", Role::live).idle.set(2);
        loop.count_local_reply("no_route");
        loop.count_local_reply("something else");
    }
    const auto samples = samples_of(metrics.exposition());
    const std::string orders = "route=\"orders\",backend=\"legacy\",role=\"live\"";
    const auto at = [&](const std::string& series) { return samples.at(series); };
    EXPECT_EQ(at("crossfade_requests_total{" + orders + ",status_class=\"2xx\"}"), 3);
    EXPECT_EQ(at("crossfade_requests_total{" + orders + ",status_class=\"5xx\"}"), 3);
    EXPECT_EQ(at("crossfade_requests_total{" + orders + ",status_class=\"none\"}"), 0);
    const std::string bucket = "crossfade_request_duration_seconds_bucket{" + orders;
    EXPECT_EQ(at(bucket + ",le=\"0.001\"}"), 0);
    EXPECT_EQ(at(bucket + ",le=\"0.0025\"}"), 3);
    EXPECT_EQ(at(bucket + ",le=\"30\"}"), 3);
    EXPECT_EQ(at(bucket + ",le=\"+Inf\"}"), 6);
    EXPECT_EQ(at("crossfade_request_duration_seconds_count{" + orders + "}"), 6);
    EXPECT_DOUBLE_EQ(at("crossfade_request_duration_seconds_sum{" + orders + "}"), 120.006);
    EXPECT_EQ(at("crossfade_connections{listener=\"public\"}"), 15);
    EXPECT_EQ(at("crossfade_connections_accepted_total{listener=\"public\"}"), 21);
    EXPECT_EQ(at("crossfade_connections_refused_total{listener=\"public\",reason=\"draining\"}"),
              3);
    EXPECT_EQ(at("crossfade_pool_connections{backend=\"legacy\",role=\"live\",state=\"idle\"}"), 6);
    EXPECT_EQ(at("crossfade_local_replies_total{reason=\"no_route\"}"), 3);
    EXPECT_EQ(at("crossfade_local_replies_total{reason=\"other\"}"), 3);

    for (const auto& count : metrics.request_counts()) {
        const bool counted =
            count.route == "orders" && count.backend == "legacy" && count.role == Role::live;
        EXPECT_EQ(count.by_status_class[2], counted ? 3U : 0U);
    }
}

TEST(Metrics, shows_every_series_at_zero_from_the_start) {
    Metrics metrics("1.2.3");
    (void)metrics.add_loop().publish(example());
    const auto samples = samples_of(metrics.exposition());
    for (const char* series :
         {"crossfade_requests_total{route=\"rest\",backend=\"legacy\",role=\"live\",status_class="
          "\"4xx\"}",
          "crossfade_requests_total{route=\"orders\",backend=\"sandbox\",role=\"mirror\",status_"
          "class=\"none\"}",
          "crossfade_request_duration_seconds_count{route=\"orders\",backend=\"new\",role="
          "\"live\"}",
          "crossfade_mirror_eligible_total{route=\"orders\",mirror=\"sandbox\"}",
          "crossfade_mirror_not_sampled_total{route=\"orders\",mirror=\"sandbox\"}",
          "crossfade_mirror_mirrored_total{route=\"orders\",mirror=\"other\"}",
          "crossfade_mirror_uncopied_total{route=\"orders\",mirror=\"other\",method=\"POST\"}",
          "crossfade_mirror_dropped_total{route=\"orders\",mirror=\"other\",reason=\"in_flight\"}",
          "crossfade_mirror_verdicts_total{route=\"orders\",mirror=\"sandbox\",verdict=\"match\","
          "reason=\"\"}",
          "crossfade_mirror_verdicts_total{route=\"orders\",mirror=\"sandbox\",verdict="
          "\"not_compared\",reason=\"queue\"}",
          "crossfade_mirror_pending{route=\"orders\",mirror=\"sandbox\"}",
          "crossfade_pool_connections{backend=\"sandbox\",role=\"mirror\",state=\"busy\"}",
          "crossfade_connections{listener=\"public\"}",
          "crossfade_local_replies_total{reason=\"connection_refused\"}",
          "crossfade_config_generation",
          "crossfade_config_last_reload_successful",
          "crossfade_config_reloads_total{result=\"failure\"}",
          "crossfade_compare_queue_length",
          "crossfade_report_records_total{result=\"dropped_disk\"}",
          "crossfade_access_log_dropped_total"}) {
        ASSERT_TRUE(samples.contains(series)) << series;
        EXPECT_EQ(samples.at(series), 0) << series;
    }
    EXPECT_EQ(samples.at("crossfade_build_info{version=\"1.2.3\"}"), 1);
}

TEST(Metrics, shows_what_exists_once) {
    Metrics metrics("test");
    auto& process = metrics.process();
    process.config_generation.set(7);
    process.config_last_reload_successful.set(1);
    process.reloads_failed.add(2);
    process.compare_queue_length.add(3);
    process.report_records_dropped_queue.set(9);
    process.access_log_dropped.set(123'456'789'012);
    const auto samples = samples_of(metrics.exposition());
    EXPECT_EQ(samples.at("crossfade_config_generation"), 7);
    EXPECT_EQ(samples.at("crossfade_config_last_reload_successful"), 1);
    EXPECT_EQ(samples.at("crossfade_config_reloads_total{result=\"failure\"}"), 2);
    EXPECT_EQ(samples.at("crossfade_compare_queue_length"), 3);
    EXPECT_EQ(samples.at("crossfade_report_records_total{result=\"dropped_queue\"}"), 9);
    EXPECT_EQ(samples.at("crossfade_access_log_dropped_total"), 123'456'789'012);
}

TEST(Metrics, shows_first_attempts_apart_from_results_over_all_loops) {
    Metrics metrics("test");
    for (int i = 0; i < 2; ++i) {
        LoopMetrics& loop = metrics.add_loop();
        auto& entry = *loop.publish(example())[0].live[1];
        entry.record_first_attempt(0);
        entry.record_first_attempt(502);
        entry.record(200, 1ms);
        entry.retries.add(3);
        entry.retries_over_budget.add();
        entry.reconnects.add(4);
        entry.count_fallback(FallbackCause::unreachable);
        loop.pool("new", Role::live).opened.add(5);
        loop.pool("new", Role::live).failed.add(6);
    }
    const auto samples = samples_of(metrics.exposition());
    const std::string of = "{route=\"orders\",backend=\"new\"";
    EXPECT_EQ(samples.at("crossfade_first_attempts_total" + of + ",status_class=\"none\"}"), 2);
    EXPECT_EQ(samples.at("crossfade_first_attempts_total" + of + ",status_class=\"5xx\"}"), 2);
    EXPECT_EQ(samples.at("crossfade_first_attempts_total" + of + ",status_class=\"2xx\"}"), 0);
    EXPECT_EQ(samples.at("crossfade_retries_total" + of + "}"), 6);
    EXPECT_EQ(samples.at("crossfade_retries_over_budget_total" + of + "}"), 2);
    EXPECT_EQ(samples.at("crossfade_reconnects_total" + of + "}"), 8);
    EXPECT_EQ(samples.at("crossfade_fallbacks_total" + of + ",cause=\"unreachable\"}"), 2);
    EXPECT_EQ(samples.at("crossfade_fallbacks_total" + of + ",cause=\"status\"}"), 0);
    const std::string pool = "{backend=\"new\",role=\"live\"}";
    EXPECT_EQ(samples.at("crossfade_pool_connections_opened_total" + pool), 10);
    EXPECT_EQ(samples.at("crossfade_pool_connections_failed_total" + pool), 12);
}

// Two names for one address are two endpoints.
BackendStatus failing_backend() {
    BackendStatus status;
    status.name = "legacy";
    EndpointStatus endpoint;
    endpoint.name = "127.0.0.1:80";
    endpoint.host = "a.test";
    endpoint.checks_passed = 2;
    endpoint.ejections[0].remaining = 1s;
    endpoint.ejections[0].ejections = 3;
    endpoint.ejections[1].spared = 4;
    status.endpoints.push_back(endpoint);
    endpoint.host = "b.test";
    endpoint.healthy = false;
    status.endpoints.push_back(endpoint);
    status.live.requests = 5;
    status.live.requests_limit = 6;
    status.live.connections = 7;
    status.live.connections_limit = 8;
    status.mirror.pending = 9;
    status.mirror.pending_limit = 10;
    status.mirror.waited = 11;
    status.mirror.refused = 12;
    status.mirror.timed_out = 13;
    return status;
}

TEST(Metrics, shows_endpoints_and_what_is_used_of_limits) {
    Metrics metrics("test");
    metrics.process().backends = {failing_backend()};
    const auto samples = samples_of(metrics.exposition());
    const auto endpoint = [&](const std::string& name, const std::string& host) {
        return samples.at("crossfade_endpoint_" + name + "{backend=\"legacy\",host=\"" + host);
    };
    const std::string first = "a.test\",endpoint=\"127.0.0.1:80\"";
    EXPECT_EQ(endpoint("healthy", first + "}"), 1);
    EXPECT_EQ(endpoint("healthy", "b.test\",endpoint=\"127.0.0.1:80\"}"), 0);
    EXPECT_EQ(endpoint("checks_total", first + ",result=\"passed\"}"), 2);
    EXPECT_EQ(endpoint("ejected", first + ",role=\"live\"}"), 1);
    EXPECT_EQ(endpoint("ejected", first + ",role=\"mirror\"}"), 0);
    EXPECT_EQ(endpoint("ejections_total", first + ",role=\"live\"}"), 3);
    EXPECT_EQ(endpoint("ejections_spared_total", first + ",role=\"mirror\"}"), 4);
    const auto backend = [&](const std::string& name, const std::string& role) {
        return samples.at("crossfade_backend_" + name + "{backend=\"legacy\",role=\"" + role);
    };
    EXPECT_EQ(backend("requests", "live\"}"), 5);
    EXPECT_EQ(backend("requests_limit", "live\"}"), 6);
    EXPECT_EQ(backend("connections", "live\"}"), 7);
    EXPECT_EQ(backend("connections_limit", "live\"}"), 8);
    EXPECT_EQ(backend("pending", "mirror\"}"), 9);
    EXPECT_EQ(backend("pending_limit", "mirror\"}"), 10);
    EXPECT_EQ(backend("waited_total", "mirror\"}"), 11);
    EXPECT_EQ(backend("overload_total", "mirror\",reason=\"line_full\"}"), 12);
    EXPECT_EQ(backend("overload_total", "mirror\",reason=\"timeout\"}"), 13);
}

TEST(MirrorAccounting, adds_up_once_nothing_is_pending) {
    Metrics metrics("test");
    LoopMetrics& loop = metrics.add_loop();
    MirrorMetrics& mirror = *loop.publish(example())[0].mirrors[0].accounting;
    for (int i = 0; i < 20; ++i) mirror.count_eligible();
    for (int i = 0; i < 5; ++i) mirror.count_not_sampled();
    for (const auto* method : {"POST", "POST", "DELETE", "PROPFIND"}) mirror.count_uncopied(method);
    for (int i = 0; i < 3; ++i) mirror.count_dropped(DropReason::memory);
    for (int i = 0; i < 12; ++i) mirror.count_mirrored();
    EXPECT_EQ(mirror.verdicts->pending(), 12);

    MirrorVerdicts& verdicts = metrics.mirrors().verdicts("orders", "sandbox");
    EXPECT_EQ(&verdicts, mirror.verdicts);
    verdicts.count_match();
    verdicts.count_mismatch();
    verdicts.count_both_failed();
    verdicts.count(ShadowError::protocol_error);
    verdicts.count(LiveError::timeout);
    verdicts.count(NotCompared::budget);
    verdicts.count("match", "");
    verdicts.count("mismatch", "ignored");
    verdicts.count("both_failed", "");
    verdicts.count("shadow_error", "server_error");
    verdicts.count("live_error", "unheard of");
    verdicts.count("no such verdict", "queue");

    EXPECT_EQ(count_of(metrics, "eligible", ""), 20U);
    EXPECT_EQ(count_of(metrics, "not_sampled", ""), 5U);
    EXPECT_EQ(count_of(metrics, "uncopied", "POST"), 2U);
    EXPECT_EQ(count_of(metrics, "uncopied", "DELETE"), 1U);
    EXPECT_EQ(count_of(metrics, "uncopied", "other"), 1U);
    EXPECT_EQ(count_of(metrics, "dropped", "memory"), 3U);
    EXPECT_EQ(count_of(metrics, "mirrored", ""), 12U);
    EXPECT_EQ(count_of(metrics, "pending", ""), 0U);
    EXPECT_EQ(count_of(metrics, "match", ""), 2U);
    EXPECT_EQ(count_of(metrics, "mismatch", ""), 2U);
    EXPECT_EQ(count_of(metrics, "both_failed", ""), 2U);
    EXPECT_EQ(count_of(metrics, "shadow_error", "protocol_error"), 1U);
    EXPECT_EQ(count_of(metrics, "shadow_error", "server_error"), 1U);
    EXPECT_EQ(count_of(metrics, "live_error", "timeout"), 1U);
    EXPECT_EQ(count_of(metrics, "live_error", "other"), 1U);
    EXPECT_EQ(count_of(metrics, "not_compared", "budget"), 1U);
    EXPECT_EQ(count_of(metrics, "not_compared", "other"), 1U);
    EXPECT_EQ(count_of(metrics, "not_compared", "queue"), 0U);
}

TEST(MirrorAccounting, counts_verdicts_once_however_many_loops_there_are) {
    Metrics metrics("test");
    for (int i = 0; i < 4; ++i) {
        metrics.add_loop().publish(example())[0].mirrors[0].accounting->count_mirrored();
    }
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back(
            [&] { metrics.mirrors().verdicts("orders", "sandbox").count_match(); });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(count_of(metrics, "mirrored", ""), 4U);
    EXPECT_EQ(count_of(metrics, "match", ""), 4U);
    EXPECT_EQ(count_of(metrics, "pending", ""), 0U);
}

TEST(RepeatCounts, are_told_beside_the_accounting_and_are_no_part_of_it) {
    Metrics metrics("test");
    auto& shared = *metrics.add_loop().publish(example())[0].mirrors[0].accounting->shared;
    shared.repeats.count(ProbeSide::shadow, ProbeOutcome::different);
    shared.repeats.count(RecheckResult::transient);
    shared.repeats.count_dropped(Again::recheck, NotAgain::rate);
    shared.unplaced.add();
    std::map<std::string, std::uint64_t> told;
    for (const auto& count : metrics.repeat_counts()) {
        if (count.count == 0) continue;
        told[std::string(count.outcome) + "/" + std::string(count.reason)] += count.count;
    }
    const std::map<std::string, std::uint64_t> expected{
        {"probe_shadow/different", 1}, {"recheck/transient", 1}, {"recheck_dropped/rate", 1}};
    EXPECT_EQ(told, expected);
    for (const auto& count : metrics.mirror_counts()) EXPECT_EQ(count.count, 0U) << count.outcome;
    const auto samples = samples_of(metrics.exposition());
    const std::string of = R"({route="orders",mirror="sandbox",)";
    EXPECT_EQ(
        samples.at("crossfade_mirror_probes_total" + of + R"(side="shadow",outcome="different"})"),
        1);
    EXPECT_EQ(samples.at("crossfade_mirror_rechecks_total" + of + R"(result="transient"})"), 1);
    EXPECT_EQ(samples.at("crossfade_mirror_repeats_dropped_total" + of +
                         R"(repeat="recheck",reason="rate"})"),
              1);
    EXPECT_EQ(samples.at(R"(crossfade_mirror_unplaced_total{route="orders",mirror="sandbox"})"), 1);
}

TEST(Metrics, may_be_scraped_while_loops_count_and_reload) {
    Metrics metrics("test");
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
        threads.emplace_back([&metrics, &loop = metrics.add_loop()] {
            auto config = example();
            for (int generation = 0; generation < 50; ++generation) {
                config.routes[0].name = "orders" + std::to_string(generation);
                const auto routes = loop.publish(config);
                for (int n = 0; n < 20; ++n) {
                    routes[0].live[0]->record(200, 1ms);
                    routes[0].mirrors[0].accounting->count_mirrored();
                    routes[0].mirrors[0].accounting->verdicts->count_match();
                }
            }
            (void)metrics;
        });
    }
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(metrics.exposition().empty());
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(count_of(metrics, "mirrored", ""), 2'000U);
    EXPECT_EQ(count_of(metrics, "match", ""), 2'000U);
}

TEST(Metrics, passes_promtool) {
    if (std::system("command -v promtool >/dev/null 2>&1") != 0) GTEST_SKIP() << "no promtool";
    Metrics metrics("test \"quoted\" \\ and\nbroken");
    LoopMetrics& loop = metrics.add_loop();
    auto config = example();
    config.routes[1].name = "odd \"name\"\n\\";
    loop.publish(config)[0].live[0]->record(200, 3ms);
    metrics.process().backends = {failing_backend()};
    // NOLINTNEXTLINE(cert-env33-c): a test may run a tool
    FILE* promtool = popen("promtool check metrics", "w");
    ASSERT_NE(promtool, nullptr);
    const auto exposition = metrics.exposition();
    std::fwrite(exposition.data(), 1, exposition.size(), promtool);
    EXPECT_EQ(pclose(promtool), 0);
}

}  // namespace
}  // namespace crossfade::observe
