// A mirror: to whom, of which requests, changed how, within which bounds.
#include "config/fields.hpp"
#include "config/load_parts.hpp"

namespace crossfade::config {
namespace {

std::optional<std::size_t> parse_memory(std::string_view text) {
    const auto size = parse_size(text);
    if (!size) return std::nullopt;
    return static_cast<std::size_t>(*size);
}

constexpr ValueType<std::size_t> in_flight{parse_count<1, 1'000'000>, "a number from 1 to 1000000"};
constexpr ValueType<std::size_t> memory{parse_memory, value::size.allowed};

MirrorLimits load_limits(const Reader& reader) {
    MirrorLimits limits;
    if (!reader.is_mapping(shape::mirror_limits)) return limits;
    reader.read("in_flight", limits.in_flight, in_flight);
    reader.read("rate", limits.rate, value::rate);
    reader.read("request_body", limits.request_body, memory);
    reader.read("response_body", limits.response_body, memory);
    reader.read("timeout", limits.timeout, value::timeout);
    reader.read("memory", limits.memory, memory);
    return limits;
}

void load_role(const Reader& reader, Mirror& mirror) {
    mirror.control = reader.is_scalar("control");
    if (!mirror.control && !reader.is_scalar("shadow")) reader.bad_value("shadow, control");
}

std::optional<MirrorProbes> load_probes(const Reader& reader) {
    if (reader.off_or_mapping(shape::probes) != Reader::Given::mapping) return std::nullopt;
    MirrorProbes probes;
    reader.read("rate", probes.rate, value::rate);
    reader.read("rechecks", probes.rechecks, value::rate);
    reader.read("recheck_after", probes.recheck_after, value::timeout);
    return probes;
}

}  // namespace

Mirror load_mirror(const Reader& reader) {
    Mirror mirror;
    mirror.position = reader.position();
    if (!reader.is_mapping(shape::mirror)) return mirror;
    if (const auto to = reader.require("to", shape::mirror)) {
        mirror.to = to->value(value::text).value_or("");
    }
    if (const auto role = reader.find("role")) load_role(*role, mirror);
    reader.read_list("live", mirror.live, value::text);
    reader.read("sample", mirror.sample, value::share);
    reader.read_list("methods", mirror.methods, value::method);
    if (const auto found = reader.find("rewrite")) mirror.rewrite = load_mirror_rewrite(*found);
    if (const auto limits = reader.find("limits")) mirror.limits = load_limits(*limits);
    reader.read("build", mirror.build_header, value::field_name);
    if (const auto probes = reader.find("probes")) mirror.probes = load_probes(*probes);
    if (const auto breaker = reader.find("breaker")) mirror.breaker = load_breaker(*breaker);
    if (const auto compare = reader.find("compare")) mirror.compare = load_compare(*compare);
    return mirror;
}

}  // namespace crossfade::config
