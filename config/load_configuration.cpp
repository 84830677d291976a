// The top level of the configuration, and the small nodes right below it.
#include "config/fields.hpp"
#include "config/load_parts.hpp"
#include "config/text.hpp"

#include <utility>

namespace crossfade::config {
namespace {

std::optional<std::size_t> parse_workers(std::string_view text) {
    if (text == "auto") return 0;
    return parse_count<1, 1024>(text);
}

std::optional<std::string> parse_bearer(std::string_view text) {
    const bool usable = !text.empty() && is_field_value(text) &&
                        text.find_first_of(" \t") == std::string_view::npos;
    if (!usable) return std::nullopt;
    return std::string(text);
}

constexpr ValueType<std::size_t> workers{parse_workers, "auto, or a number from 1 to 1024"};
constexpr ValueType<std::size_t> threads{parse_count<1, 64>, "a number from 1 to 64"};
constexpr ValueType<std::size_t> queue{parse_count<1, 1'000'000>, "a number from 1 to 1000000"};
constexpr ValueType<std::string> bearer{parse_bearer, "a token that is not empty, without blanks"};

template <class T, class Load>
std::vector<T> load_items(const Reader& reader, std::string_view key, Load load) {
    std::vector<T> loaded;
    const auto list = reader.find(key);
    if (!list) return loaded;
    for (const Reader& item : list->items(Reader::Empty::allowed)) loaded.push_back(load(item));
    return loaded;
}

std::vector<Backend> load_backends(const Reader& reader) {
    std::vector<Backend> backends;
    const auto mapping = reader.find("backends");
    if (!mapping) return backends;
    for (const Reader& entry : mapping->entries()) backends.push_back(load_backend(entry));
    return backends;
}

}  // namespace

Admin load_admin(const Reader& reader) {
    Admin admin;
    admin.position = reader.position();
    if (!reader.is_mapping(shape::admin)) return admin;
    Endpoint address{admin.host, admin.port};
    reader.read("address", address, value::listen_address);
    admin.host = std::move(address.host);
    admin.port = address.port;
    reader.read("token", admin.token, bearer);
    reader.read_list("hosts", admin.hosts, value::host_name);
    return admin;
}

std::optional<AccessLog> load_access_log(const Reader& reader) {
    if (reader.off_or_mapping(shape::access_log) != Reader::Given::mapping) return std::nullopt;
    AccessLog log;
    reader.read("path", log.path, value::text);
    const auto format = reader.find("format");
    if (format && !format->is_scalar("json")) format->bad_value("json");
    return log;
}

Comparison load_comparison(const Reader& reader) {
    Comparison comparison;
    if (!reader.is_mapping(shape::comparison)) return comparison;
    reader.read("threads", comparison.threads, threads);
    reader.read("queue", comparison.queue, queue);
    return comparison;
}

Config load_configuration(const Reader& reader) {
    Config config;
    if (!reader.is_mapping(shape::configuration)) return config;
    reader.read("salt", config.salt, value::text);
    reader.read("pseudonym", config.pseudonym, value::name);
    reader.read("workers", config.workers, workers);
    reader.read("drain_timeout", config.drain_timeout, value::duration);
    if (const auto resolver = reader.find("resolver")) config.resolver = load_resolver(*resolver);
    config.listeners = load_items<Listener>(reader, "listeners", load_listener);
    if (const auto admin = reader.find("admin")) config.admin = load_admin(*admin);
    if (const auto log = reader.find("access_log")) config.access_log = load_access_log(*log);
    config.backends = load_backends(reader);
    config.routes = load_items<Route>(reader, "routes", load_route);
    if (const auto reports = reader.find("reports")) config.reports = load_reports(*reports);
    if (const auto found = reader.find("comparison")) config.comparison = load_comparison(*found);
    return config;
}

}  // namespace crossfade::config
