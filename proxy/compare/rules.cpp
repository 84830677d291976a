// See rules.hpp; and the compilation of Rules (compare.hpp).
#include "proxy/compare/rules.hpp"

#include "proxy/text/text.hpp"
#include "proxy/text/timestamp.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace crossfade::compare {
namespace {

using config::CompareStep;
using Steps = std::vector<CompareStep>;

auto specificity(const Steps& steps) {
    const auto count = [&steps](CompareStep::Kind kind) {
        return std::count_if(
            steps.begin(), steps.end(), [kind](const auto& step) { return step.kind == kind; });
    };
    // [*] and * at one place never match the same value; any_depth comes last.
    std::vector<int> from_left;
    for (const auto& step : steps) from_left.push_back(static_cast<int>(step.kind));
    return std::tuple(count(CompareStep::Kind::any_depth),
                      -count(CompareStep::Kind::member),
                      -static_cast<std::ptrdiff_t>(steps.size()),
                      std::move(from_left));
}

std::optional<std::chrono::sys_days> day_of(const std::string& text) {
    const auto instant = text::iso_instant(text);
    if (!instant) return std::nullopt;
    return std::chrono::floor<std::chrono::days>(*instant);
}

void compile_rules(const std::vector<config::CompareRule>& written, Rules::Compiled& out) {
    std::vector<Steps> paths;
    for (const auto& rule : written) {
        auto path = config::parse_compare_path(rule.path);
        if (!path.good()) continue;  // the configuration was validated
        out.rule_paths.add(path.steps, static_cast<std::uint32_t>(out.rules.size()));
        out.rules.push_back({rule, 0, day_of(rule.expires)});
        paths.push_back(std::move(path.steps));
    }
    std::vector<std::size_t> order(paths.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&paths](std::size_t a, std::size_t b) {
        return specificity(paths[a]) < specificity(paths[b]);
    });
    for (std::size_t i = 0; i < order.size(); ++i) {
        out.rules[order[i]].rank = static_cast<std::uint32_t>(i);
    }
}

void compile_redaction(const std::vector<std::string>& written, Rules::Compiled& out) {
    constexpr std::string_view header = "header.";
    for (const auto& text : written) {
        if (text.starts_with(header)) {
            out.redact_headers.insert(text::lowered(std::string_view(text).substr(header.size())));
            continue;
        }
        const auto path = config::parse_compare_path(text);
        if (path.good()) out.redact_paths.add(path.steps, 0);
    }
}

NameSet name_set(const std::vector<std::string>& names) {
    NameSet set;
    for (const auto& name : names) set.insert(text::lowered(name));
    return set;
}

}  // namespace

Rules::Rules(const config::Compare& written, std::string route) {
    auto compiled = std::make_unique<Compiled>();
    compiled->route = std::move(route);
    compiled->written = written.rules;
    compiled->built_in = written.built_in;
    compiled->hosts = written.hosts;
    compiled->status_class_only = written.status_class_only;
    compiled->ignored_headers = name_set(written.ignored_headers);
    compiled->list_valued_headers = name_set(written.list_valued_headers);
    compile_rules(written.rules, *compiled);
    compile_redaction(written.redact, *compiled);
    compiled_ = std::move(compiled);
}

Rules::~Rules() = default;
Rules::Rules(Rules&&) noexcept = default;
Rules& Rules::operator=(Rules&&) noexcept = default;

const std::vector<config::CompareRule>& Rules::written() const noexcept {
    return compiled_->written;
}

RulePlace RuleWalk::arrive(PathTrie::Place place, const Rule* governing) const {
    RulePlace at;
    for (const std::uint32_t index : rules_.rule_paths.values(place)) {
        const Rule& rule = rules_.rules[index];
        const bool better = at.rule == nullptr || rule.rank < at.rule->rank;
        if (better && rule.holds_at(time_)) at.rule = &rule;
    }
    at.place = std::move(place);
    at.governing = governing;
    if (at.rule == nullptr) return at;
    const bool ignores = at.rule->written.as == config::CompareRule::As::ignore;
    const bool stronger = governing == nullptr ? ignores : at.rule->rank < governing->rank;
    if (stronger) at.governing = at.rule;
    return at;
}

RulePlace RuleWalk::root() const { return arrive(rules_.rule_paths.root(), nullptr); }

RulePlace RuleWalk::member(const RulePlace& parent, std::string_view name) const {
    return arrive(rules_.rule_paths.member(parent.place, name), parent.governing);
}

RulePlace RuleWalk::element(const RulePlace& parent) const {
    return arrive(rules_.rule_paths.element(parent.place), parent.governing);
}

}  // namespace crossfade::compare
