// What is to be done when a backend fails: who is left out and for how long, how much it may be
// given, and who is asked next.
#include "config/fields.hpp"
#include "config/load_parts.hpp"
#include "config/text.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::config {
namespace {

// What a condition may be: a status, or this in place of "unreachable".
constexpr int unreachable = 0;

std::optional<int> parse_condition(std::string_view text) {
    if (text == "unreachable") return unreachable;
    const auto status = parse_count<400, 599>(text);
    return status ? std::optional(static_cast<int>(*status)) : std::nullopt;
}

std::optional<std::string> parse_check_path(std::string_view text) {
    const bool usable = text.starts_with('/') && text.size() <= 2'048 &&
                        std::all_of(text.begin(), text.end(), [](unsigned char character) {
                            return character > ' ' && character < 0x7f && character != '#';
                        });
    return usable ? std::optional(std::string(text)) : std::nullopt;
}

constexpr ValueType<int> condition{parse_condition, "unreachable, or a status from 400 to 599"};
constexpr ValueType<std::string> check_path{
    parse_check_path, "a path such as /healthz, with a query if one is wanted, without '#'"};
constexpr ValueType<std::size_t> checks{parse_count<1, 100>, "a number from 1 to 100"};
constexpr ValueType<std::size_t> in_a_row{parse_count<1, 1'000>, "a number from 1 to 1000"};
constexpr ValueType<std::size_t> capacity{parse_count<1, 1'000'000>, "a number from 1 to 1000000"};
constexpr ValueType<std::size_t> waiting{parse_count<0, 1'000'000>, "a number from 0 to 1000000"};
constexpr ValueType<std::size_t> attempts{parse_count<1, 10>, "a number from 1 to 10"};

template <class T>
bool contains(const std::vector<T>& values, const T& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

void duplicate(const Reader& item) {
    item.problem("duplicate " + in_quotes(item.node().text) + " in " + in_quotes(item.label()));
}

void read_conditions(const Reader& reader, FailureConditions& conditions) {
    const auto list = reader.find("on");
    if (!list) return;
    conditions = {false, {}};
    for (const Reader& item : list->items(Reader::Empty::refused)) {
        const auto value = item.value(condition);
        if (!value) continue;
        const bool seen =
            *value == unreachable ? conditions.unreachable : contains(conditions.statuses, *value);
        if (seen) {
            duplicate(item);
        } else if (*value == unreachable) {
            conditions.unreachable = true;
        } else {
            conditions.statuses.push_back(*value);
        }
    }
}

}  // namespace

std::optional<HealthCheck> load_health(const Reader& reader) {
    if (!reader.is_mapping(shape::health)) return std::nullopt;
    HealthCheck health;
    if (const auto path = reader.require("path", shape::health)) {
        health.path = path->value(check_path).value_or("/");
    }
    if (const auto host = reader.find("host")) health.host = host->value(value::host_field);
    reader.read("interval", health.interval, value::timeout);
    health.timeout = std::min(health.timeout, health.interval);
    reader.read("timeout", health.timeout, value::timeout);
    reader.read("healthy", health.healthy, checks);
    reader.read("unhealthy", health.unhealthy, checks);
    if (health.timeout > health.interval) {
        reader.find("timeout").value_or(reader).problem(
            "'timeout' must not be longer than 'interval', which is 5s unless given");
    }
    return health;
}

std::optional<Outlier> load_outlier(const Reader& reader) {
    const auto given = reader.off_or_mapping(shape::outlier);
    if (given == Reader::Given::off) return std::nullopt;
    Outlier outlier;
    if (given == Reader::Given::neither) return outlier;
    reader.read("consecutive", outlier.consecutive, in_a_row);
    reader.read("ejection", outlier.ejection, value::timeout);
    outlier.max_ejection = std::max(outlier.max_ejection, outlier.ejection);
    reader.read("max_ejection", outlier.max_ejection, value::timeout);
    reader.read("max_ejected", outlier.max_ejected, value::share);
    read_conditions(reader, outlier.on);
    if (outlier.max_ejection < outlier.ejection) {
        reader.find("max_ejection")
            .value_or(reader)
            .problem(
                "'max_ejection' must not be shorter than 'ejection', which is 30s unless given");
    }
    return outlier;
}

BackendLimits load_backend_limits(const Reader& reader) {
    BackendLimits limits;
    if (!reader.is_mapping(shape::backend_limits)) return limits;
    reader.read("connections", limits.connections, capacity);
    reader.read("requests", limits.requests, capacity);
    reader.read("pending", limits.pending, waiting);
    return limits;
}

Balance load_balance(const Reader& reader) {
    if (reader.is_scalar("round_robin")) return Balance::round_robin;
    if (reader.is_scalar("least_requests")) return Balance::least_requests;
    if (reader.is_scalar("hash")) return Balance::hash;
    reader.bad_value("round_robin, least_requests or hash");
    return Balance::round_robin;
}

Fallback load_fallback(const Reader& reader) {
    Fallback fallback;
    if (!reader.is_mapping(shape::fallback)) return fallback;
    if (const auto to = reader.require("to", shape::fallback)) {
        fallback.to = to->value(value::text).value_or("");
    }
    read_conditions(reader, fallback.on);
    reader.read_list("methods", fallback.methods, value::method);
    return fallback;
}

Retry load_retry(const Reader& reader) {
    Retry retry;
    const auto given = reader.off_or_mapping(shape::retry);
    if (given == Reader::Given::off) retry.attempts = 1;
    if (given != Reader::Given::mapping) return retry;
    reader.read("attempts", retry.attempts, attempts);
    read_conditions(reader, retry.on);
    reader.read("budget", retry.budget, value::share);
    return retry;
}

std::optional<MirrorBreaker> load_breaker(const Reader& reader) {
    const auto given = reader.off_or_mapping(shape::breaker);
    if (given == Reader::Given::off) return std::nullopt;
    MirrorBreaker breaker;
    if (given == Reader::Given::neither) return breaker;
    reader.read("timeouts", breaker.timeouts, capacity);
    reader.read("pause", breaker.pause, value::timeout);
    return breaker;
}

}  // namespace crossfade::config
