// See backends_json.hpp.
#include "proxy/admin/backends_json.hpp"

#include "proxy/observe/loop_metrics.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <chrono>

namespace crossfade::admin {
namespace {

namespace json = boost::json;

using observe::Role;

json::object ejection_object(const observe::EjectionStatus& ejection) {
    return {{"ejected", ejection.remaining.count() > 0},
            {"ejected_seconds", std::chrono::duration<double>(ejection.remaining).count()},
            {"failures_in_a_row", ejection.failures_in_a_row},
            {"ejections", ejection.ejections},
            {"spared", ejection.spared}};
}

json::object endpoint_object(const observe::EndpointStatus& endpoint) {
    const auto& [live, mirror] = endpoint.ejections;
    return {{"address", endpoint.name},
            {"host", endpoint.host},
            {"checked", endpoint.checked},
            {"healthy", endpoint.healthy},
            {"last_check_failure", endpoint.last_check_failure},
            {"checks", {{"passed", endpoint.checks_passed}, {"failed", endpoint.checks_failed}}},
            {"live", ejection_object(live)},
            {"mirror", ejection_object(mirror)}};
}

json::object role_object(const observe::RoleStatus& role) {
    return {{"requests", role.requests},
            {"requests_limit", role.requests_limit},
            {"connections", role.connections},
            {"connections_limit", role.connections_limit},
            {"pending", role.pending},
            {"pending_limit", role.pending_limit},
            {"waited", role.waited},
            {"overload", {{"line_full", role.refused}, {"timeout", role.timed_out}}}};
}

// As configured: what an endpoint's name stands for is among the endpoints.
json::array names_of(const config::Backend& backend) {
    json::array names;
    for (const auto& endpoint : backend.endpoints) {
        const bool ipv6 = endpoint.host.find(':') != std::string::npos;
        const auto host = ipv6 ? "[" + endpoint.host + "]" : endpoint.host;
        names.emplace_back(host + ":" + std::to_string(endpoint.port));
    }
    return names;
}

json::object backend_object(const config::Backend& backend, const observe::BackendStatus& status) {
    json::array endpoints;
    for (const auto& endpoint : status.endpoints) endpoints.push_back(endpoint_object(endpoint));
    return {{"name", backend.name},
            {"configured", names_of(backend)},
            {"endpoints", std::move(endpoints)},
            {"live", role_object(status.live)},
            {"mirror", role_object(status.mirror)}};
}

bool in_service(const observe::EndpointStatus& endpoint) noexcept {
    const auto& live = endpoint.ejections[static_cast<std::size_t>(Role::live)];
    return endpoint.healthy && live.remaining.count() == 0;
}

}  // namespace

std::string backends_json(const config::Config& config,
                          const std::vector<observe::BackendStatus>& backends) {
    json::array array;
    for (const auto& backend : config.backends) {
        const auto found = std::find_if(backends.begin(), backends.end(), [&](const auto& each) {
            return each.name == backend.name;
        });
        array.push_back(
            backend_object(backend, found == backends.end() ? observe::BackendStatus() : *found));
    }
    const json::object object{{"backends", std::move(array)}};
    return json::serialize(object) + "\n";
}

json::array backends_in_short(const std::vector<observe::BackendStatus>& backends) {
    json::array array;
    for (const auto& backend : backends) {
        const auto serving =
            std::count_if(backend.endpoints.begin(), backend.endpoints.end(), in_service);
        array.push_back(json::object{{"name", backend.name},
                                     {"endpoints", backend.endpoints.size()},
                                     {"in_service", serving},
                                     {"requests", backend.live.requests},
                                     {"pending", backend.live.pending}});
    }
    return array;
}

}  // namespace crossfade::admin
