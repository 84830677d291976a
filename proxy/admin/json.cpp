// Texts are built and read with Boost.JSON; every value that is wrong is named in the complaint.
#include "proxy/admin/json.hpp"

#include "proxy/admin/backends_json.hpp"
#include "proxy/record/time_text.hpp"
#include "routing/percent.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>

namespace crossfade::admin {
namespace {

namespace json = boost::json;

using Shares = std::vector<routing::Share>;

json::string text(std::string_view value) { return json::string(value.data(), value.size()); }

std::string line(const json::object& object) { return json::serialize(object) + "\n"; }

json::array strings(const std::vector<std::string>& values) {
    json::array array;
    for (const auto& value : values) array.emplace_back(text(value));
    return array;
}

std::int64_t seconds_since(std::chrono::steady_clock::time_point time) {
    const auto elapsed = std::chrono::steady_clock::now() - time;
    return std::chrono::duration_cast<std::chrono::seconds>(elapsed).count();
}

json::object shares_object(const forward::LiveSplit& split) {
    json::object object;
    const auto shares = split.shares();
    for (std::size_t index = 0; index < shares.size(); ++index) {
        object[split.backends()[index]] = text(routing::to_percent(shares[index]));
    }
    return object;
}

// {"route": {"mirror": {"outcome" or "outcome(reason)": n}}}, zeros of reasons left out.
json::object mirrors_object(const std::vector<observe::MirrorCount>& counts) {
    json::object routes;
    for (const auto& entry : counts) {
        if (entry.count == 0 && !entry.reason.empty()) continue;
        if (!routes.contains(entry.route)) routes[entry.route] = json::object();
        auto& mirrors = routes[entry.route].as_object();
        if (!mirrors.contains(entry.mirror)) mirrors[entry.mirror] = json::object();
        std::string key(entry.outcome);
        if (!entry.reason.empty()) key.append("(").append(entry.reason).append(")");
        mirrors[entry.mirror].as_object()[key] = entry.count;
    }
    return routes;
}

json::array mirror_health_array(const std::vector<observe::MirrorHealth>& mirrors) {
    json::array array;
    for (const auto& mirror : mirrors) {
        json::object object{{"route", text(mirror.route)},
                            {"mirror", text(mirror.mirror)},
                            {"suspended", mirror.suspended_since.has_value()}};
        if (const auto since = mirror.suspended_since) {
            object["suspended_since"] = text(record::rfc3339(*since));
        }
        object["suspensions"] = mirror.suspensions;
        object["memory"] = mirror.memory;
        array.emplace_back(std::move(object));
    }
    return array;
}

json::array requests_array(const std::vector<observe::RequestCount>& counts) {
    json::array array;
    for (const auto& entry : counts) {
        json::object object;
        object["route"] = text(entry.route);
        object["backend"] = text(entry.backend);
        object["role"] = text(observe::name_of(entry.role));
        static constexpr std::array<const char*, 6> classes{
            "none", "1xx", "2xx", "3xx", "4xx", "5xx"};
        json::object by_class;
        for (std::size_t index = 0; index < classes.size(); ++index) {
            by_class[classes[index]] = entry.by_status_class[index];
        }
        object["status"] = std::move(by_class);
        array.emplace_back(std::move(object));
    }
    return array;
}

// The object that holds the weights, or null.
const json::object* weights_of(const json::value& value) {
    const auto* object = value.if_object();
    if (!object) return nullptr;
    const auto* inner = object->if_contains("split");
    return inner ? inner->if_object() : object;
}

// Percentages: exact parts per million, the one backend that is left out takes the rest.
std::variant<Shares, std::string> shares_from(const json::object& weights,
                                              const std::vector<std::string>& backends) {
    Shares shares(backends.size());
    std::vector<bool> given(backends.size(), false);
    std::uint64_t sum = 0;
    for (const auto& [name, value] : weights) {
        const auto found = std::find(backends.begin(), backends.end(), std::string(name));
        if (found == backends.end()) {
            return "'" + std::string(name) + "' is no backend of this route's split";
        }
        const auto* share_text = value.if_string();
        const auto share = share_text
                               ? routing::parse_percent({share_text->data(), share_text->size()})
                               : std::nullopt;
        if (!share) {
            return "the share of '" + std::string(name) + "' must be a string such as \"1%\"";
        }
        const auto index = static_cast<std::size_t>(found - backends.begin());
        shares[index] = *share;
        given[index] = true;
        sum += share->parts_per_million;
    }
    const auto missing = static_cast<std::size_t>(std::count(given.begin(), given.end(), false));
    if (missing == 1 && sum <= routing::Share::whole) {
        const auto left_out = std::find(given.begin(), given.end(), false) - given.begin();
        shares[static_cast<std::size_t>(left_out)].parts_per_million =
            static_cast<std::uint32_t>(routing::Share::whole - sum);
        sum = routing::Share::whole;
    }
    if (sum != routing::Share::whole) return "the shares do not add up to 100%";
    return shares;
}

json::value parse(const std::string& body) {
    boost::system::error_code error;
    auto value = json::parse({body.data(), body.size()}, error);
    return error ? json::value() : value;
}

}  // namespace

std::string error_json(std::string_view error, std::string_view message) {
    return line({{"error", text(error)}, {"message", text(message)}});
}

std::string errors_json(const std::vector<std::string>& errors) {
    return line({{"valid", errors.empty()}, {"errors", strings(errors)}});
}

std::string reload_json(const ReloadResult& result) {
    return line({{"generation", result.generation},
                 {"successful", result.successful},
                 {"errors", strings(result.errors)}});
}

json::value taken_over_value(const std::optional<TakenOver>& from) {
    if (!from) return nullptr;
    return {{"pid", from->pid}, {"generation", from->generation}, {"version", text(from->version)}};
}

std::string status_json(const Status& status) {
    return line({{"version", CROSSFADE_VERSION},
                 {"started",
                  text(record::rfc3339(
                      std::chrono::time_point_cast<record::Time::duration>(status.started_at)))},
                 {"uptime_seconds", seconds_since(status.started)},
                 {"taken_over", taken_over_value(status.taken_over)},
                 {"draining", status.draining},
                 {"workers", status.workers},
                 {"connections", status.connections},
                 {"config",
                  {{"generation", status.generation},
                   {"last_reload_successful", status.last_reload_successful},
                   {"last_reload_errors", strings(status.last_reload_errors)}}},
                 {"requests", requests_array(status.requests)},
                 {"mirrors", mirrors_object(status.mirrors)},
                 {"repeats", mirrors_object(status.repeats)},
                 {"mirror_health", mirror_health_array(status.mirror_health)},
                 {"backends", backends_in_short(status.backends)}});
}

std::string split_json(std::string_view route, const forward::LiveSplit& split) {
    return line({{"route", text(route)},
                 {"split", shares_object(split)},
                 {"source", split.overridden() ? "live" : "config"}});
}

std::string routes_json(const config::Snapshot& snapshot, const Control& control) {
    json::array routes;
    for (const auto& route : snapshot.config.routes) {
        json::object object;
        object["name"] = text(route.name);
        object["hosts"] = strings(route.match.hosts);
        object["path"] = text(route.match.path.value);
        object["methods"] = strings(route.match.methods);
        if (const auto split = control.split(route.name)) {
            object["split"] = shares_object(*split);
            object["source"] = split->overridden() ? "live" : "config";
        }
        json::array mirrors;
        for (const auto& mirror : route.mirrors) {
            mirrors.emplace_back(json::object{{"to", text(mirror.to)},
                                              {"sample", text(routing::to_percent(mirror.sample))},
                                              {"compare", mirror.compare.on}});
        }
        object["mirrors"] = std::move(mirrors);
        routes.emplace_back(std::move(object));
    }
    return line({{"routes", std::move(routes)}});
}

std::string explanation_json(const forward::Explanation& explanation) {
    json::object object{{"route", text(explanation.route)}};
    if (explanation.route.empty()) {
        object["route"] = nullptr;
        return line(object);
    }
    object["match"] = text(explanation.match);
    object["key_source"] = text(explanation.key_source);
    object["key"] = text(explanation.key);
    object["bucket"] = explanation.bucket ? json::value(*explanation.bucket) : json::value();
    object["backend"] = text(explanation.backend);
    object["overridden"] = explanation.overridden;
    object["reason"] = text(explanation.reason);
    object["host"] = text(explanation.host);
    object["path"] = text(explanation.path);
    object["retry"] = text(explanation.retry);
    object["fallback"] = text(explanation.fallback);
    object["fallback_reason"] = text(explanation.fallback_reason);
    json::array mirrors;
    for (const auto& mirror : explanation.mirrors) {
        mirrors.emplace_back(json::object{{"to", text(mirror.to)},
                                          {"backend", text(mirror.backend)},
                                          {"sent", mirror.sent},
                                          {"reason", text(mirror.reason)},
                                          {"host", text(mirror.host)},
                                          {"path", text(mirror.path)}});
    }
    object["mirrors"] = std::move(mirrors);
    return line(object);
}

std::variant<Shares, std::string> parse_split(const std::string& body,
                                              const std::vector<std::string>& backends) {
    const auto value = parse(body);
    const auto* weights = weights_of(value);
    if (!weights || weights->empty()) {
        return std::string("expected a JSON object such as {\"legacy\":\"99%\",\"new\":\"1%\"}");
    }
    return shares_from(*weights, backends);
}

std::variant<forward::ExplainedRequest, std::string> parse_explain(const std::string& body) {
    const auto value = parse(body);
    const auto* object = value.if_object();
    const auto* url = object ? object->if_contains("url") : nullptr;
    if (!url || !url->is_string()) {
        return std::string("expected {\"method\":..,\"url\":..,\"headers\":[[name,value],..]}");
    }
    forward::ExplainedRequest request;
    forward::set_target(request, std::string(url->get_string()));
    const auto* method = object->if_contains("method");
    if (method && method->is_string()) request.method = std::string(method->get_string());
    const auto* address = object->if_contains("client_address");
    if (address && address->is_string()) {
        request.client_address = std::string(address->get_string());
    }
    const auto* headers = object->if_contains("headers");
    if (!headers || !headers->is_array()) return request;
    for (const auto& entry : headers->get_array()) {
        const auto* pair = entry.if_array();
        if (!pair || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) {
            return std::string("headers must be a list of [name, value]");
        }
        request.headers.emplace_back(std::string((*pair)[0].get_string()),
                                     std::string((*pair)[1].get_string()));
    }
    return request;
}

}  // namespace crossfade::admin
