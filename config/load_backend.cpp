// A backend: its endpoints and how they are talked to.
#include "config/load_parts.hpp"
#include "config/text.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace crossfade::config {
namespace {

std::optional<Endpoint> parse_backend_endpoint(std::string_view text) {
    auto endpoint = parse_endpoint(text);
    return endpoint && endpoint->port > 0 ? endpoint : std::nullopt;
}

constexpr ValueType<Endpoint> endpoint_value{
    parse_backend_endpoint, "host:port such as api.internal:443, 10.0.0.11:8080 or [::1]:8080"};
constexpr ValueType<std::size_t> idle_count{parse_count<0, 100'000>, "a number from 0 to 100000"};
constexpr ValueType<std::size_t> request_count{parse_count<1, 1'000'000'000>,
                                               "a number from 1 to 1000000000"};

BackendTimeouts load_timeouts(const Reader& reader) {
    BackendTimeouts timeouts;
    if (!reader.is_mapping(shape::backend_timeouts)) return timeouts;
    reader.read("connect", timeouts.connect, value::timeout);
    reader.read("response", timeouts.response, value::timeout);
    reader.read("idle", timeouts.idle, value::timeout);
    reader.read("pending", timeouts.pending, value::timeout);
    return timeouts;
}

std::vector<Endpoint> load_endpoints(const Reader& reader) {
    std::vector<Endpoint> endpoints;
    for (const Reader& item : reader.items(Reader::Empty::refused)) {
        auto endpoint = item.value(endpoint_value);
        if (!endpoint) continue;
        if (std::find(endpoints.begin(), endpoints.end(), *endpoint) != endpoints.end()) {
            item.problem("duplicate endpoint " + in_quotes(item.node().text));
            continue;
        }
        endpoints.push_back(std::move(*endpoint));
    }
    return endpoints;
}

/// A key of which only one value works in this version.
void check_choice(const Reader& reader,
                  std::string_view works,
                  std::span<const std::string_view> later) {
    if (reader.is_scalar(works)) return;
    for (const std::string_view choice : later) {
        if (reader.is_scalar(choice)) return reader.not_supported(works);
    }
    reader.bad_value(works);
}

}  // namespace

Backend load_backend(const Reader& reader) {
    constexpr std::array<std::string_view, 1> later_protocol{"h2"};
    Backend backend;
    backend.name = reader.name();
    backend.position = reader.name_position();
    if (!is_name(backend.name)) {
        reader.name_problem("bad backend name " + in_quotes(backend.name) +
                            "; allowed: " + std::string(value::name.allowed));
    } else if (backend.name == "other") {
        reader.name_problem("a backend cannot be named 'other': mirrors use that word");
    }
    if (!reader.is_mapping(shape::backend)) return backend;
    if (const auto endpoints = reader.require("endpoints", shape::backend)) {
        backend.endpoints = load_endpoints(*endpoints);
    }
    if (const auto host = reader.find("host"); host && !host->is_scalar("keep")) {
        backend.host = host->value(value::host_field);
    }
    if (const auto timeouts = reader.find("timeouts")) backend.timeouts = load_timeouts(*timeouts);
    if (const auto tls = reader.find("tls")) backend.tls = load_backend_tls(*tls);
    reader.read("idle_connections", backend.idle_connections, idle_count);
    reader.read("max_requests", backend.max_requests, request_count);
    reader.read("max_age", backend.max_age, value::timeout);
    if (const auto balance = reader.find("balance")) backend.balance = load_balance(*balance);
    if (const auto limits = reader.find("limits")) backend.limits = load_backend_limits(*limits);
    if (const auto health = reader.find("health")) backend.health = load_health(*health);
    if (const auto outlier = reader.find("outlier")) backend.outlier = load_outlier(*outlier);
    reader.read("panic_threshold", backend.panic_threshold, value::share);
    reader.read("slow_start", backend.slow_start, value::duration);
    if (const auto found = reader.find("protocol")) check_choice(*found, "http1", later_protocol);
    return backend;
}

}  // namespace crossfade::config
