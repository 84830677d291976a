// See impact.hpp. What a rule hides is told by the comparison itself.
#include "proxy/command/impact.hpp"

#include "proxy/json/string.hpp"
#include "proxy/report/text_format.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace crossfade::command {
namespace {

using compare::Verdict;
using report::grouped;

constexpr std::size_t text_width = 80;

bool same_rule(const config::CompareRule& left, const config::CompareRule& right) {
    return left.path == right.path && left.as == right.as && left.by == right.by &&
           left.tolerance == right.tolerance && left.time_tolerance == right.time_tolerance &&
           left.expires == right.expires;
}

bool has(const config::Compare& compare, const config::CompareRule& wanted) {
    return std::any_of(compare.rules.begin(), compare.rules.end(), [&](const auto& rule) {
        return same_rule(rule, wanted);
    });
}

bool is_built_in(std::string_view name) { return name.starts_with("built-in "); }

std::string pairs(std::uint64_t number) {
    return grouped(number) + (number == 1 ? " pair" : " pairs");
}

std::string rule_text(const std::string& name, const RuleImpact& rule) {
    std::string out = "  " + report::shown(name, text_width);
    if (rule.fresh) out += "  (new)";
    if (rule.hides == 0) return out + "\n      hides nothing: no pair needs it\n";
    out += "\n      hides " + pairs(rule.hides) + ", " + grouped(rule.differ_besides) +
           " of which also " + (rule.differ_besides == 1 ? "differs" : "differ") + " elsewhere";
    if (rule.flips > 0) out += "; " + grouped(rule.flips) + " differed before and match now";
    out += "\n";
    if (rule.rule && !rule.rule->reason.empty()) {
        out += "      reason: " + report::shown(rule.rule->reason, text_width) + "\n";
    }
    return out;
}

std::string member(std::string_view name, std::uint64_t number) {
    return json::string(name) + ':' + std::to_string(number);
}

std::string rule_json(const std::string& name, const RuleImpact& rule) {
    std::string out = R"({"by":)" + json::string(name);
    out += is_built_in(name) ? R"(,"written":false)" : R"(,"written":true)";
    out += rule.fresh ? R"(,"new":true)" : R"(,"new":false)";
    if (rule.rule) {
        out += R"(,"reason":)" + json::string(rule.rule->reason);
        out += R"(,"owner":)" + json::string(rule.rule->owner);
    }
    return out + ',' + member("hides", rule.hides) + ',' +
           member("differ_besides", rule.differ_besides) + ',' + member("flips", rule.flips) + '}';
}

}  // namespace

void Impact::Verdicts::add(Verdict verdict) {
    if (verdict == Verdict::match) {
        ++match;
    } else if (verdict == Verdict::mismatch) {
        ++mismatch;
    } else {
        ++other;
    }
}

Impact::Impact(const config::Compare& rules, const config::Compare* before) {
    for (const auto& rule : rules.rules) {
        auto& impact = rules_[rule.path];
        impact.rule = &rule;
        impact.fresh = before && !has(*before, rule);
    }
}

void Impact::add(const compare::Result* before, const compare::Result& now) {
    ++pairs_;
    now_.add(now.verdict);
    if (before) {
        before_.add(before->verdict);
    } else {
        ++unjudged_;
    }
    const bool differed = before && before->verdict == Verdict::mismatch;
    const bool matched = before && before->verdict == Verdict::match;
    const bool to_match = differed && now.verdict == Verdict::match;
    if (to_match) ++to_match_;
    if (matched && now.verdict == Verdict::mismatch) ++to_mismatch_;
    std::set<std::string_view> by;
    for (const auto& hidden : now.hidden) by.insert(hidden.by);
    for (const auto name : by) {
        auto& rule = rules_[std::string(name)];
        ++rule.hides;
        if (now.verdict == Verdict::mismatch) ++rule.differ_besides;
        if (to_match) ++rule.flips;
    }
}

std::string Impact::verdicts_text(const Verdicts& verdicts) {
    auto text = grouped(verdicts.match) + " match, " + grouped(verdicts.mismatch) + " differ";
    if (verdicts.other > 0) text += ", " + grouped(verdicts.other) + " neither";
    return text;
}

std::string Impact::verdicts_json(const Verdicts& verdicts) {
    return '{' + member("match", verdicts.match) + ',' + member("mismatch", verdicts.mismatch) +
           ',' + member("other", verdicts.other) + '}';
}

std::string Impact::changes_text() const {
    if (unjudged_ == pairs_) return {};
    std::string out = "before: " + verdicts_text(before_);
    if (unjudged_ > 0) out += "; " + grouped(unjudged_) + " were not judged before";
    out += "\n" + pairs(to_match_) + " that differed before match now\n";
    return out + pairs(to_mismatch_) + " that matched before differ now\n";
}

std::string Impact::rules_text() const {
    std::string written;
    std::string built_in;
    for (const auto& [name, rule] : rules_) {
        (is_built_in(name) ? built_in : written) += rule_text(name, rule);
    }
    std::string out;
    if (!written.empty()) out += "\nrules:\n" + written;
    if (!built_in.empty()) out += "\nbuilt-in knowledge:\n" + built_in;
    return out;
}

std::string Impact::text() const {
    auto out = pairs(pairs_) + ": " + verdicts_text(now_) + "\n" + changes_text();
    if (unreadable_ > 0) {
        out +=
            grouped(unreadable_) + (unreadable_ == 1 ? " line" : " lines") + " could not be read\n";
    }
    return out + rules_text();
}

std::string Impact::json() const {
    auto out = '{' + member("pairs", pairs_) + ',' + member("unreadable", unreadable_) + ',' +
               member("not_judged_before", unjudged_);
    out += R"(,"before":)" + verdicts_json(before_) + R"(,"now":)" + verdicts_json(now_);
    out += ',' + member("mismatch_to_match", to_match_) + ',' +
           member("match_to_mismatch", to_mismatch_) + R"(,"rules":[)";
    for (const auto& [name, rule] : rules_) {
        if (out.back() != '[') out += ',';
        out += rule_json(name, rule);
    }
    return out + "]}\n";
}

}  // namespace crossfade::command
