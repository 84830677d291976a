// What the comparison of a mirror is told: headers, rules by path, redaction.
#include "config/compare_path.hpp"
#include "config/fields.hpp"
#include "config/load_parts.hpp"
#include "config/text.hpp"

#include <array>
#include <utility>

namespace crossfade::config {
namespace {

using As = CompareRule::As;

struct Word {
    std::string_view name;
    As as;
};

constexpr std::array<Word, 13> words{{{"ignore", As::ignore},
                                      {"ordered", As::ordered},
                                      {"set", As::set},
                                      {"multiset", As::multiset},
                                      {"keyed", As::keyed},
                                      {"number", As::number},
                                      {"timestamp", As::timestamp},
                                      {"alias", As::alias},
                                      {"class", As::same_class},
                                      {"optional", As::optional},
                                      {"text", As::text},
                                      {"url", As::url},
                                      {"json", As::json}}};

constexpr std::string_view allowed_words =
    "ignore, ordered, set, multiset, keyed, number, timestamp, alias, class, optional, text, url, "
    "json";

std::optional<std::string> parse_lower_field_name(std::string_view text) {
    if (!is_token(text)) return std::nullopt;
    return lower(text);
}

constexpr ValueType<std::string> lower_field_name{parse_lower_field_name,
                                                  value::field_name.allowed};

void load_path(const Reader& reader, std::string& target) {
    auto text = reader.value(value::text);
    if (!text) return;
    const ComparePath path = parse_compare_path(*text);
    if (!path.good()) reader.problem("bad path " + in_quotes(*text) + ": " + path.error);
    target = std::move(*text);
}

std::optional<As> load_as(const Reader& reader) {
    for (const Word& word : words) {
        if (reader.is_scalar(word.name)) return word.as;
    }
    reader.bad_value(allowed_words);
    return std::nullopt;
}

/// `by` and `tolerance` belong to certain kinds of rule only.
void load_parameters(const Reader& reader, CompareRule& rule) {
    const auto by = reader.find("by");
    if (rule.as == As::keyed) {
        if (reader.node().find("by") == nullptr) {
            reader.problem("'as: keyed' needs 'by', the member that identifies an element");
        }
        reader.read("by", rule.by, value::text);
    } else if (by) {
        by->name_problem("'by' belongs to 'as: keyed' only");
    }
    const auto tolerance = reader.find("tolerance");
    if (rule.as == As::number) {
        reader.read("tolerance", rule.tolerance, value::number);
    } else if (rule.as == As::timestamp) {
        reader.read("tolerance", rule.time_tolerance, value::duration);
    } else if (tolerance) {
        tolerance->name_problem("'tolerance' belongs to 'as: number' and 'as: timestamp' only");
    }
}

CompareRule load_rule(const Reader& reader) {
    CompareRule rule;
    rule.position = reader.position();
    if (!reader.is_mapping(shape::compare_rule)) return rule;
    if (const auto path = reader.require("path", shape::compare_rule)) load_path(*path, rule.path);
    if (const auto found = reader.require("as", shape::compare_rule)) {
        if (const auto as = load_as(*found)) {
            rule.as = *as;
            load_parameters(reader, rule);
        }
    }
    reader.read("reason", rule.reason, value::text);
    reader.read("owner", rule.owner, value::text);
    reader.read("expires", rule.expires, value::date);
    return rule;
}

void load_redact(const Reader& reader, std::vector<std::string>& redact) {
    constexpr std::string_view header_prefix = "header.";
    for (const Reader& item : reader.items(Reader::Empty::allowed)) {
        auto text = item.value(value::text);
        if (!text) continue;
        if (text->starts_with(header_prefix)) {
            if (!is_token(text->substr(header_prefix.size()))) {
                item.bad_value("header.<name> or a path such as $.card.number");
            }
            redact.push_back(lower(*text));
            continue;
        }
        const ComparePath path = parse_compare_path(*text);
        if (!path.good()) {
            item.problem("bad path " + in_quotes(*text) + ": " + path.error + "; or header.<name>");
        }
        redact.push_back(std::move(*text));
    }
}

void load_status(const Reader& reader, Compare& compare) {
    compare.status_class_only = reader.is_scalar("class");
    if (!compare.status_class_only && !reader.is_scalar("exact")) {
        reader.bad_value("exact, class");
    }
}

void load_built_in(const Reader& reader, Compare& compare) {
    compare.built_in = !reader.is_scalar("off");
    if (compare.built_in && !reader.is_scalar("on")) reader.bad_value("on, off");
}

void load_hosts(const Reader& reader, std::vector<HostPair>& hosts) {
    for (const Reader& entry : reader.entries()) {
        if (!value::host_field.parse(entry.name())) {
            entry.name_problem("bad host " + in_quotes(entry.name()));
        }
        if (auto shadow = entry.value(value::host_field)) {
            hosts.push_back({lower(entry.name()), lower(*shadow)});
        }
    }
}

double share_of(routing::Share share) {
    return static_cast<double>(share.parts_per_million) / routing::Share::whole;
}

/// Of "GET /orders/{id}", or of a path for every method.
void load_match_targets(const Reader& reader, std::vector<MatchTarget>& targets) {
    for (const Reader& entry : reader.entries()) {
        const std::string& name = entry.name();
        const auto slash = name.find('/');
        const bool alone = slash == 0;
        const bool with_method = slash != std::string::npos && slash > 1 &&
                                 name[slash - 1] == ' ' && is_token(name.substr(0, slash - 1));
        if (!alone && !with_method) {
            entry.name_problem("bad endpoint " + in_quotes(name) +
                               "; allowed: a path such as /orders/{id}, with a method before it "
                               "if only that is meant");
            continue;
        }
        if (const auto share = entry.value(value::share)) {
            targets.push_back({alone ? std::string() : name.substr(0, slash - 1),
                               name.substr(slash),
                               share_of(*share)});
        }
    }
}

void load_match_target(const Reader& reader, Compare& compare) {
    if (const auto target = reader.find("target")) {
        if (const auto share = target->value(value::share)) compare.target = share_of(*share);
    }
    if (const auto targets = reader.find("targets")) load_match_targets(*targets, compare.targets);
}

}  // namespace

Compare load_compare(const Reader& reader) {
    Compare compare;
    const auto given = reader.off_or_mapping(shape::compare);
    compare.on = given != Reader::Given::off;
    if (given != Reader::Given::mapping) return compare;
    if (const auto built_in = reader.find("built_in")) load_built_in(*built_in, compare);
    if (const auto status = reader.find("status")) load_status(*status, compare);
    if (const auto hosts = reader.find("hosts")) load_hosts(*hosts, compare.hosts);
    load_match_target(reader, compare);
    const auto headers = reader.find("headers");
    if (headers && headers->is_mapping(shape::compare_headers)) {
        headers->read_list("ignore", compare.ignored_headers, lower_field_name);
        headers->read_list("list_valued", compare.list_valued_headers, lower_field_name);
    }
    if (const auto rules = reader.find("rules")) {
        for (const Reader& item : rules->items(Reader::Empty::allowed)) {
            compare.rules.push_back(load_rule(item));
        }
    }
    if (const auto redact = reader.find("redact")) load_redact(*redact, compare.redact);
    return compare;
}

}  // namespace crossfade::config
