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

constexpr std::array<Word, 7> words{{{"ignore", As::ignore},
                                     {"ordered", As::ordered},
                                     {"set", As::set},
                                     {"multiset", As::multiset},
                                     {"keyed", As::keyed},
                                     {"number", As::number},
                                     {"timestamp", As::timestamp}}};

constexpr std::string_view allowed_words =
    "ignore, ordered, set, multiset, keyed, number, timestamp";

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
    if (reader.is_scalar("alias") || reader.is_scalar("class")) {
        reader.not_supported(allowed_words);
    } else {
        reader.bad_value(allowed_words);
    }
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

}  // namespace

Compare load_compare(const Reader& reader) {
    Compare compare;
    const auto given = reader.off_or_mapping(shape::compare);
    compare.on = given != Reader::Given::off;
    if (given != Reader::Given::mapping) return compare;
    if (const auto status = reader.find("status")) load_status(*status, compare);
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
