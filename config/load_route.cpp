// A route: what it matches, and what happens to its requests.
#include "config/fields.hpp"
#include "config/load_parts.hpp"
#include "config/text.hpp"

#include <utility>

namespace crossfade::config {
namespace {

using routing::KeySource;

KeySource load_key_source(const Reader& reader) {
    KeySource source;
    if (!reader.is_mapping(shape::key_source)) return source;
    if (reader.node().items.size() != 1) {
        reader.problem("a key source needs exactly one of cookie, header, client_address");
        return source;
    }
    if (const auto cookie = reader.find("cookie")) {
        source.kind = KeySource::Kind::cookie;
        source.name = cookie->value(value::field_name).value_or("");  // RFC 6265: a token, too
    } else if (const auto header = reader.find("header")) {
        source.kind = KeySource::Kind::header;
        source.name = header->value(value::field_name).value_or("");
    } else if (const auto address = reader.find("client_address")) {
        if (!address->is_scalar("true")) address->bad_value("true");
    }
    return source;
}

}  // namespace

std::vector<KeySource> load_key(const Reader& reader) {
    std::vector<KeySource> sources;
    for (const Reader& item : reader.items(Reader::Empty::refused)) {
        sources.push_back(load_key_source(item));
    }
    return sources;
}

std::optional<Override> load_override(const Reader& reader) {
    if (!reader.is_mapping(shape::override_)) return std::nullopt;
    Override override_;
    if (const auto header = reader.require("header", shape::override_)) {
        override_.header = header->value(value::field_name).value_or("");
    }
    reader.read_list("from", override_.from, value::network);
    return override_;
}

Route load_route(const Reader& reader) {
    Route route;
    route.position = reader.position();
    if (!reader.is_mapping(shape::route)) return route;
    if (const auto name = reader.require("name", shape::route)) {
        route.name = name->value(value::name).value_or("");
    }
    if (const auto match = reader.find("match")) route.match = load_match(*match);
    if (const auto key = reader.find("key")) route.key = load_key(*key);
    if (const auto split = reader.require("split", shape::route)) route.split = load_split(*split);
    if (const auto found = reader.find("override")) route.override_ = load_override(*found);
    if (const auto fallback = reader.find("fallback")) route.fallback = load_fallback(*fallback);
    if (const auto retry = reader.find("retry")) route.retry = load_retry(*retry);
    if (const auto rewrite = reader.find("rewrite")) route.rewrite = load_route_rewrite(*rewrite);
    reader.read("timeout", route.timeout, value::duration);
    if (const auto mirrors = reader.find("mirror")) {
        for (const Reader& item : mirrors->items(Reader::Empty::allowed)) {
            route.mirrors.push_back(load_mirror(item));
        }
    }
    return route;
}

}  // namespace crossfade::config
