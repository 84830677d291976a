// Where mismatches and counts are kept, for how long, and which endpoints they are told apart by.
#include "config/fields.hpp"
#include "config/files.hpp"
#include "config/load_parts.hpp"
#include "config/openapi.hpp"
#include "config/parse.hpp"
#include "config/text.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::config {
namespace {

/// "GET /users/{id}", or "/users/{id}" for every method.
std::optional<std::string> parse_endpoint(std::string_view text) {
    const auto space = text.find(' ');
    const bool has_method = space != std::string_view::npos;
    const std::string_view path = has_method ? text.substr(space + 1) : text;
    const bool good_path = path.starts_with('/') && path.size() <= 2'048 &&
                           std::all_of(path.begin(), path.end(), [](unsigned char c) {
                               return c > ' ' && c < 0x7f && c != '?' && c != '#';
                           });
    if (!good_path || (has_method && !is_token(text.substr(0, space)))) return std::nullopt;
    return std::string(text);
}

constexpr ValueType<std::size_t> queue{parse_count<1, 1'000'000>, "a number from 1 to 1000000"};
constexpr ValueType<std::size_t> files{parse_count<1, 1'000>, "a number from 1 to 1000"};
constexpr ValueType<std::size_t> endpoints{parse_count<1, 100'000>, "a number from 1 to 100000"};
constexpr ValueType<std::string> endpoint{
    parse_endpoint, "a path such as /users/{id}, with a method before it if only that is meant"};

void load_retention(const Reader& reader, Reports& reports) {
    if (!reader.is_mapping(shape::retention)) return;
    reader.read("age", reports.retention_age, value::hours);
    reader.read("size", reports.retention_size, value::size);
}

void load_report_log(const Reader& reader, Reports& reports) {
    if (!reader.is_mapping(shape::report_log)) return;
    reader.read("size", reports.log_size, value::size);
    reader.read("files", reports.log_files, files);
}

void load_openapi(const Reader& reader, Reports& reports) {
    const auto path = reader.value(value::text);
    if (!path) return;
    const auto text = read_file(*path);
    if (!text) return reader.problem(in_quotes(*path) + " cannot be read");
    ProblemLog log;
    const auto document = parse(*text, log.add_file(*path), log);
    const auto operations = document ? openapi_operations(*document) : std::vector<std::string>();
    if (operations.empty()) {
        return reader.problem(in_quotes(*path) + " is no OpenAPI document with operations");
    }
    for (const std::string& operation : operations) {
        if (auto good = parse_endpoint(operation)) reports.endpoints.push_back(std::move(*good));
    }
}

}  // namespace

std::optional<Reports> load_reports(const Reader& reader) {
    if (!reader.is_mapping(shape::reports)) return std::nullopt;
    Reports reports;
    if (const auto directory = reader.require("directory", shape::reports)) {
        reports.directory = directory->value(value::text).value_or("");
    }
    if (const auto retention = reader.find("retention")) load_retention(*retention, reports);
    if (const auto log = reader.find("log")) load_report_log(*log, reports);
    reader.read("queue", reports.queue, queue);
    reader.read_list("endpoints", reports.endpoints, endpoint);
    reader.read("max_endpoints", reports.max_endpoints, endpoints);
    if (const auto openapi = reader.find("openapi")) load_openapi(*openapi, reports);
    const auto sinks = reader.find("sinks");
    if (sinks && !sinks->items(Reader::Empty::allowed).empty()) {
        sinks->name_problem("'sinks' is not supported yet; allowed: an empty list");
    }
    return reports;
}

}  // namespace crossfade::config
