// Rewrites of a route and of a mirror.
#include "config/fields.hpp"
#include "config/json_text.hpp"
#include "config/load_parts.hpp"
#include "config/text.hpp"
#include "routing/field.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::config {
namespace {

using routing::FieldValue;

std::optional<std::string> parse_prefix(std::string_view text) {
    const bool good = text.starts_with('/') && is_field_value(text) &&
                      text.find_first_of(" \t?#") == std::string_view::npos;
    if (!good) return std::nullopt;
    return std::string(text);
}

std::optional<std::string> parse_field_value(std::string_view text) {
    if (!is_field_value(text)) return std::nullopt;
    return std::string(text);
}

constexpr ValueType<std::string> prefix{parse_prefix,
                                        "a path that begins with '/', without '?', '#' and blanks"};
constexpr ValueType<std::string> field_text{
    parse_field_value, "a header value without line ends and other control characters"};

/// Whether the field may be changed at all; else a problem at the place of the name.
bool may_change(std::string_view name, const Reader& reader, bool at_key) {
    const auto complain = [&](std::string message) {
        at_key ? reader.name_problem(std::move(message)) : reader.problem(std::move(message));
        return false;
    };
    if (!is_token(name)) {
        return complain("bad header name " + in_quotes(name) +
                        "; allowed: " + std::string(value::field_name.allowed));
    }
    if (const auto why = why_reserved(name)) {
        return complain("the header " + in_quotes(name) +
                        " cannot be rewritten: " + std::string(*why));
    }
    return true;
}

bool has_field(const std::vector<FieldValue>& fields, std::string_view name) {
    return std::any_of(fields.begin(), fields.end(), [name](const FieldValue& field) {
        return routing::same_name(field.name, name);
    });
}

void load_set_headers(const Reader& reader, routing::Rewrite& rewrite) {
    for (const Reader& entry : reader.entries()) {
        if (!may_change(entry.name(), entry, true)) continue;
        if (has_field(rewrite.set_fields, entry.name())) {
            entry.name_problem("duplicate header " + in_quotes(entry.name()) +
                               "; case makes no difference");
            continue;
        }
        auto text = entry.value(field_text);
        // Kept although its value is bad, so that `require` does not complain about it as well.
        rewrite.set_fields.push_back({entry.name(), std::move(text).value_or("")});
    }
}

void load_remove_headers(const Reader& reader, routing::Rewrite& rewrite) {
    for (const Reader& item : reader.items(Reader::Empty::allowed)) {
        auto name = item.value(value::text);
        if (!name || !may_change(*name, item, false)) continue;
        if (has_field(rewrite.set_fields, *name)) {
            item.problem("the header " + in_quotes(*name) + " is both set and removed");
        }
        rewrite.remove_fields.push_back(std::move(*name));
    }
}

/// What both kinds of rewrite have.
void load_common(const Reader& reader, routing::Rewrite& rewrite) {
    if (const auto path = reader.find("path"); path && path->is_mapping(shape::rewrite_path)) {
        if (const auto found = path->require("replace_prefix", shape::rewrite_path)) {
            rewrite.replace_prefix = found->value(prefix);
        }
    }
    if (const auto set = reader.find("set_headers")) load_set_headers(*set, rewrite);
    if (const auto remove = reader.find("remove_headers")) load_remove_headers(*remove, rewrite);
}

std::vector<FieldValue> load_json(const Reader& reader) {
    std::vector<FieldValue> values;
    for (const Reader& entry : reader.entries()) {
        if (!is_json_pointer(entry.name())) {
            entry.name_problem("bad JSON Pointer " + in_quotes(entry.name()) +
                               "; allowed: /name/name ..., with ~1 for '/' and ~0 for '~'");
        }
        if (entry.node().broken) continue;
        auto text = json_text(entry.node());
        if (!text) entry.problem("allowed here: a text, a number, true, false or null");
        values.push_back({entry.name(), std::move(text).value_or("null")});
    }
    return values;
}

}  // namespace

routing::Rewrite load_route_rewrite(const Reader& reader) {
    routing::Rewrite rewrite;
    if (reader.is_mapping(shape::route_rewrite)) load_common(reader, rewrite);
    return rewrite;
}

MirrorRewrite load_mirror_rewrite(const Reader& reader) {
    MirrorRewrite rewrite;
    if (!reader.is_mapping(shape::mirror_rewrite)) return rewrite;
    load_common(reader, rewrite);
    if (const auto host = reader.find("host")) rewrite.host = host->value(value::host_field);
    if (const auto json = reader.find("json")) rewrite.json = load_json(*json);
    reader.read_list("require", rewrite.require, value::text);
    return rewrite;
}

}  // namespace crossfade::config
