// See backend_families.hpp.
#include "proxy/observe/backend_families.hpp"

#include <array>
#include <limits>

namespace crossfade::observe {
namespace {

constexpr std::array<std::string_view, BackendRoleMetrics::status_classes> status_class_names{
    "none", "1xx", "2xx", "3xx", "4xx", "5xx"};

double upper_bound(std::size_t bucket) noexcept {
    const auto& bounds = Histogram::bounds_microseconds;
    if (bucket >= bounds.size()) return std::numeric_limits<double>::infinity();
    return static_cast<double>(bounds[bucket]) / 1e6;
}

prometheus::ClientMetric::Histogram histogram_of(const RequestTotals& totals) {
    prometheus::ClientMetric::Histogram histogram;
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < totals.durations.size(); ++i) {
        cumulative += totals.durations[i];
        histogram.bucket.push_back({cumulative, upper_bound(i)});
    }
    histogram.sample_count = cumulative;
    histogram.sample_sum = totals.seconds;
    return histogram;
}

// Two names may stand for one address, so the host is a label too.
void add_endpoints(Families& families, const std::vector<BackendStatus>& backends) {
    auto healthy = gauge("crossfade_endpoint_healthy",
                         "0 while active checks find an endpoint unhealthy, else 1.");
    auto checks =
        counter("crossfade_endpoint_checks_total", "Active checks of an endpoint, by result.");
    auto ejected = gauge("crossfade_endpoint_ejected",
                         "1 while an endpoint is ejected for failing requests, else 0.");
    auto ejections = counter("crossfade_endpoint_ejections_total", "Times that it was.");
    auto spared = counter("crossfade_endpoint_ejections_spared_total",
                          "Times that it was not, since too many others were.");
    for (const auto& each : backends) {
        const Label backend{"backend", each.name};
        for (const auto& status : each.endpoints) {
            const Label host{"host", status.host};
            const Label endpoint{"endpoint", status.name};
            healthy.add({backend, host, endpoint}, status.healthy ? 1 : 0);
            checks.add({backend, host, endpoint, {"result", "passed"}}, status.checks_passed);
            checks.add({backend, host, endpoint, {"result", "failed"}}, status.checks_failed);
            for (const auto by : {Role::live, Role::mirror}) {
                const auto& ejection = status.ejections[static_cast<std::size_t>(by)];
                const Label role{"role", name_of(by)};
                ejected.add({backend, host, endpoint, role}, ejection.remaining.count() > 0);
                ejections.add({backend, host, endpoint, role}, ejection.ejections);
                spared.add({backend, host, endpoint, role}, ejection.spared);
            }
        }
    }
    take_all(families, {&healthy, &checks, &ejected, &ejections, &spared});
}

class LimitFamilies {
public:
    void add(std::string_view name, Role by, const RoleStatus& status) {
        const Label backend{"backend", name};
        const Label role{"role", name_of(by)};
        requests_.add({backend, role}, status.requests);
        requests_limit_.add({backend, role}, status.requests_limit);
        connections_.add({backend, role}, status.connections);
        connections_limit_.add({backend, role}, status.connections_limit);
        pending_.add({backend, role}, status.pending);
        pending_limit_.add({backend, role}, status.pending_limit);
        waited_.add({backend, role}, status.waited);
        overload_.add({backend, role, {"reason", "line_full"}}, status.refused);
        overload_.add({backend, role, {"reason", "timeout"}}, status.timed_out);
    }
    void take(Families& families) {
        take_all(families,
                 {&requests_,
                  &requests_limit_,
                  &connections_,
                  &connections_limit_,
                  &pending_,
                  &pending_limit_,
                  &waited_,
                  &overload_});
    }

private:
    Family requests_ = gauge("crossfade_backend_requests", "Requests in flight at a backend.");
    Family requests_limit_ = gauge("crossfade_backend_requests_limit", "How many may be.");
    Family connections_ =
        gauge("crossfade_backend_connections", "Connections to a backend, idle ones too.");
    Family connections_limit_ =
        gauge("crossfade_backend_connections_limit", "How many there may be.");
    Family pending_ =
        gauge("crossfade_backend_pending", "Requests that wait for room within those limits.");
    Family pending_limit_ = gauge("crossfade_backend_pending_limit", "How many may wait.");
    Family waited_ =
        counter("crossfade_backend_waited_total", "Requests that had to wait for room.");
    Family overload_ = counter("crossfade_backend_overload_total",
                               "Requests that found no room: the line was full, or their turn did "
                               "not come in time.");
};

}  // namespace

void add_requests(Families& families, const Totals& totals) {
    auto requests =
        counter("crossfade_requests_total", "Requests that a backend was asked to serve.");
    Family durations("crossfade_request_duration_seconds",
                     "Time from the request's first byte to the response's last.",
                     prometheus::MetricType::Histogram);
    for (const auto& [key, sums] : totals.requests) {
        const Label route{"route", std::get<0>(key)};
        const Label backend{"backend", std::get<1>(key)};
        const Label role{"role", name_of(std::get<2>(key))};
        for (std::size_t i = 0; i < status_class_names.size(); ++i) {
            requests.add({route, backend, role, {"status_class", status_class_names[i]}},
                         sums.by_status_class[i]);
        }
        durations.add({route, backend, role}, histogram_of(sums));
    }
    take_all(families, {&requests, &durations});
}

void add_attempts(Families& families, const Totals& totals) {
    auto first = counter("crossfade_first_attempts_total",
                         "What a backend answered at once, before any retry or fallback.");
    auto retries = counter("crossfade_retries_total", "Requests tried once more at a backend.");
    auto over_budget =
        counter("crossfade_retries_over_budget_total", "Retries not made for want of budget.");
    auto reconnects = counter("crossfade_reconnects_total",
                              "Requests sent again because a pooled connection had been closed.");
    auto fallbacks = counter("crossfade_fallbacks_total",
                             "Requests that the fallback took over from a backend, by cause.");
    for (const auto& [key, sums] : totals.requests) {
        if (std::get<2>(key) != Role::live) continue;
        const Label route{"route", std::get<0>(key)};
        const Label backend{"backend", std::get<1>(key)};
        for (std::size_t i = 0; i < status_class_names.size(); ++i) {
            first.add({route, backend, {"status_class", status_class_names[i]}},
                      sums.first_attempts[i]);
        }
        retries.add({route, backend}, sums.retries);
        over_budget.add({route, backend}, sums.retries_over_budget);
        reconnects.add({route, backend}, sums.reconnects);
        for (std::size_t i = 0; i < fallback_causes; ++i) {
            fallbacks.add({route, backend, {"cause", fallback_cause_names[i]}}, sums.fallbacks[i]);
        }
    }
    take_all(families, {&first, &retries, &over_budget, &reconnects, &fallbacks});
}

void add_pools(Families& families, const Totals& totals) {
    auto pools = gauge("crossfade_pool_connections", "Connections to a backend, by state.");
    auto opened =
        counter("crossfade_pool_connections_opened_total", "Connections to a backend opened.");
    auto failed = counter("crossfade_pool_connections_failed_total",
                          "Connections to a backend that could not be opened.");
    for (const auto& [key, sums] : totals.pools) {
        const Label backend{"backend", key.first};
        const Label role{"role", name_of(key.second)};
        pools.add({backend, role, {"state", "idle"}}, sums.idle);
        pools.add({backend, role, {"state", "busy"}}, sums.busy);
        opened.add({backend, role}, sums.opened);
        failed.add({backend, role}, sums.failed);
    }
    take_all(families, {&pools, &opened, &failed});
}

void add_backends(Families& families, const std::vector<BackendStatus>& backends) {
    add_endpoints(families, backends);
    LimitFamilies limits;
    for (const auto& each : backends) {
        limits.add(each.name, Role::live, each.live);
        limits.add(each.name, Role::mirror, each.mirror);
    }
    limits.take(families);
}

}  // namespace crossfade::observe
