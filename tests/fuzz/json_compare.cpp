// Two JSON bodies compared: the input's first line is the live one, the rest the shadow's. Equal
// bodies match under any rules, the sides may be swapped, what must not be stored is not, and the
// quick way over two texts finds what the long way finds.
#include "proxy/compare/compare.hpp"
#include "proxy/compare/json_diff.hpp"
#include "proxy/compare/json_texts.hpp"
#include "proxy/redaction/redact.hpp"
#include "tests/fuzz/support.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

namespace crossfade::fuzz {
namespace {

using namespace compare;
using As = config::CompareRule::As;

config::Compare with_rules() {
    config::Compare written;
    const auto add = [&written](const char* path, As as) -> config::CompareRule& {
        auto& rule = written.rules.emplace_back();
        rule.path = path;
        rule.as = as;
        return rule;
    };
    add("$.keyed", As::keyed).by = "id";
    add("$.set", As::set);
    add("$.multiset[*].m", As::multiset);
    add("$.multiset", As::multiset);
    add("$.number", As::number).tolerance = 0.5;
    add("$.time", As::timestamp).time_tolerance = config::Milliseconds(5'000);
    add("$.**.ignored", As::ignore);
    add("$.off", As::ignore);
    add("$.off.on", As::ordered);
    add("$.**.optional", As::optional);
    add("$.text", As::text);
    add("$.url", As::url);
    add("$.json", As::json);
    written.redact = {"$.card", "$.**.email", "$.set[*].x"};
    return written;
}

struct RuleSets {
    Rules plain{config::Compare{}, "fuzz"};
    Rules chosen{with_rules(), "fuzz"};
};

Pair pair_of(std::string_view live, std::string_view shadow) {
    Pair pair;
    pair.request.method = "GET";
    pair.live.status = pair.shadow.status = 200;
    pair.live.headers = pair.shadow.headers = {{"content-type", "application/json"}};
    pair.live.body = live;
    pair.shadow.body = shadow;
    return pair;
}

Kind swapped(Kind kind) {
    if (kind == Kind::missing) return Kind::extra;
    return kind == Kind::extra ? Kind::missing : kind;
}

using Found = std::vector<std::tuple<std::string, Kind, std::string, std::string>>;

Found sorted(const Result& result, bool swap) {
    Found found;
    for (const auto& [path, kind, transition, live, shadow] : result.findings) {
        if (swap) {
            found.emplace_back(path, swapped(kind), shadow, live);
        } else {
            found.emplace_back(path, kind, live, shadow);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

void check_findings(const Result& result) {
    const bool differs = result.verdict == Verdict::mismatch;
    check(differs != result.findings.empty(), "a mismatch has findings, nothing else has");
    check(differs != result.signature.empty(), "and a signature");
    check(result.findings.size() <= Rules::max_findings, "findings are bounded");
    for (const auto& finding : result.findings) {
        check(finding.path.starts_with("body"), "what differs is the body");
        check(finding.live.size() + finding.shadow.size() < 4096, "a finding is short");
    }
}

void check_both_ways(std::string_view live, std::string_view shadow, const Rules& rules) {
    const auto there = compare::compare(pair_of(live, shadow), rules);
    const auto back = compare::compare(pair_of(shadow, live), rules);
    check_findings(there);
    check(there.verdict == back.verdict, "swapped sides have the same verdict");
    check(there.findings.size() == back.findings.size() ||
              there.findings.size() == Rules::max_findings,
          "swapped sides have as many findings");
    if (there.findings.size() < Rules::max_findings) {
        check(sorted(there, false) == sorted(back, true), "and the same ones");
    }
}

// By structure: compare() would stop at the equal bytes.
void check_same(std::string_view text, const Rules& rules) {
    const auto one = JsonDocument::parse(text);
    const auto other = JsonDocument::parse(text);
    if (!one.good()) return;
    Collector findings;
    const RuleWalk walk(rules.compiled(), {});
    const bool done = diff_json(one, other, walk, findings);
    check(done && findings.empty(), "a document equals itself");
}

// Without what a run teaches, which depends on what came before.
void check_quick_way(std::string_view live, std::string_view shadow, const Rules& rules) {
    const auto one = JsonDocument::parse(live);
    const auto other = JsonDocument::parse(shadow);
    const RuleWalk walk(rules.compiled(), {});
    Collector quick;
    const auto outcome = diff_json_texts(live, shadow, walk, quick);
    if (!one.good() || !other.good()) {
        check(outcome == JsonOutcome::undecided, "what is no JSON is left to others");
        return;
    }
    if (outcome == JsonOutcome::undecided) return;  // a byte order mark
    Collector thorough;
    check(diff_json(one, other, walk, thorough), "small documents are within the budget");
    check(quick.take(Collector::limit) == thorough.take(Collector::limit),
          "the quick way has the same findings");
    check(quick.take_hidden(Collector::limit) == thorough.take_hidden(Collector::limit),
          "and hides the same");
}

void check_redaction(std::string_view live, std::string_view shadow, const Rules& rules) {
    auto pair = pair_of(live, shadow);
    auto result = compare::compare(pair, rules);
    const auto before = result.findings.size();
    redaction::redact(pair, result, rules, "key");
    check(result.findings.size() == before, "redaction keeps the findings");
    if (JsonDocument::parse(live).good()) {
        check(JsonDocument::parse(pair.live.body).good(), "a redacted document is a document");
    }
    const auto once = pair.live.body;
    auto again = compare::compare(pair, rules);
    check(live != shadow || again.verdict == Verdict::match, "equal bodies stay equal");
}

void run(std::string_view rest) {
    static const RuleSets rules;  // compiled once, as for a mirror
    const auto live = take_piece(rest);
    const auto shadow = rest;
    for (const Rules* set : {&rules.plain, &rules.chosen}) {
        check_same(live, *set);
        check_both_ways(live, shadow, *set);
        check_redaction(live, shadow, *set);
        check_quick_way(live, shadow, *set);
    }
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(crossfade::fuzz::text_of(data, size));
    return 0;
}
