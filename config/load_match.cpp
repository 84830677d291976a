// What a route matches.
#include "config/fields.hpp"
#include "config/load_parts.hpp"
#include "config/text.hpp"
#include "routing/address.hpp"
#include "routing/route_table.hpp"

#include <utility>

namespace crossfade::config {
namespace {

using routing::PathMatch;
using routing::ValueMatch;

std::optional<std::string> parse_host_pattern(std::string_view text) {
    const std::string_view host = text.starts_with("*.") ? text.substr(2) : text;
    const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']' &&
                           routing::parse_address(text.substr(1, text.size() - 2));
    const bool named = host.find(':') == std::string_view::npos && is_host(host);
    if (!bracketed && !named) return std::nullopt;
    return std::string(text);
}

std::optional<std::string> parse_path(std::string_view text) {
    const bool good = text.starts_with('/') && is_field_value(text) &&
                      text.find_first_of(" \t?#") == std::string_view::npos;
    if (!good) return std::nullopt;
    return std::string(text);
}

constexpr ValueType<std::string> host_pattern{
    parse_host_pattern, "a host without port such as api.example.com or *.example.com"};
constexpr ValueType<std::string> path_value{
    parse_path, "a path that begins with '/', without '?', '#' and blanks"};

/// A regular expression that RE2 accepts, else a problem.
std::optional<std::string> load_regex(const Reader& reader) {
    auto pattern = reader.value(value::text);
    if (!pattern) return std::nullopt;
    if (const auto error = routing::regex_error(*pattern)) {
        // The reason quotes the pattern, which may be a secret where a variable was put in.
        const auto reason = reader.node().expanded ? std::string() : ": " + *error;
        reader.problem("bad regular expression " + in_quotes(*pattern) + reason +
                       "; allowed: RE2 syntax");
        return std::nullopt;
    }
    return pattern;
}

PathMatch load_path(const Reader& reader) {
    PathMatch path;
    if (!reader.is_mapping(shape::match_path)) return path;
    if (reader.node().items.size() != 1) {
        reader.problem("'path' needs exactly one of exact, prefix, regex");
    }
    if (const auto exact = reader.find("exact")) {
        path.kind = PathMatch::Kind::exact;
        path.value = exact->value(path_value).value_or("/");
    } else if (const auto prefix = reader.find("prefix")) {
        path.value = prefix->value(path_value).value_or("/");
    } else if (const auto regex = reader.find("regex")) {
        path.kind = PathMatch::Kind::regex;
        path.value = load_regex(*regex).value_or(".*");
    }
    return path;
}

ValueMatch load_value_mapping(const Reader& reader) {
    ValueMatch match;
    if (!reader.is_mapping(shape::match_value)) return match;
    if (reader.node().items.size() != 1) {
        reader.problem("a match needs exactly one of regex, present");
    }
    if (const auto regex = reader.find("regex")) {
        match.kind = ValueMatch::Kind::regex;
        match.value = load_regex(*regex).value_or(".*");
    } else if (const auto present = reader.find("present")) {
        match.kind = ValueMatch::Kind::present;
        if (!present->is_scalar("true")) present->bad_value("true");
    }
    return match;
}

ValueMatch load_value_match(const Reader& reader) {
    ValueMatch match;
    if (reader.node().kind == RawNode::Kind::scalar) {
        match.value = reader.node().text;
        if (!is_field_value(match.value)) reader.bad_value("a value without control characters");
    } else if (reader.node().kind == RawNode::Kind::mapping) {
        match = load_value_mapping(reader);
    } else if (!reader.node().broken) {
        reader.problem(in_quotes(reader.name()) +
                       " needs a value, {regex: ...} or {present: true}");
    }
    match.name = reader.name();
    return match;
}

std::vector<ValueMatch> load_headers(const Reader& reader) {
    std::vector<ValueMatch> matches;
    for (const Reader& entry : reader.entries()) {
        if (!is_token(entry.name())) {
            entry.name_problem("bad header name " + in_quotes(entry.name()) +
                               "; allowed: " + std::string(value::field_name.allowed));
        }
        matches.push_back(load_value_match(entry));
    }
    return matches;
}

std::vector<ValueMatch> load_query(const Reader& reader) {
    std::vector<ValueMatch> matches;
    for (const Reader& entry : reader.entries()) {
        if (entry.name().empty()) entry.name_problem("a query parameter needs a name");
        matches.push_back(load_value_match(entry));
    }
    return matches;
}

}  // namespace

routing::RouteMatch load_match(const Reader& reader) {
    routing::RouteMatch match;
    if (!reader.is_mapping(shape::match)) return match;
    reader.read_list("hosts", match.hosts, host_pattern);
    if (const auto path = reader.find("path")) match.path = load_path(*path);
    reader.read_list("methods", match.methods, value::method);
    if (const auto headers = reader.find("headers")) match.headers = load_headers(*headers);
    if (const auto query = reader.find("query")) match.query = load_query(*query);
    return match;
}

}  // namespace crossfade::config
