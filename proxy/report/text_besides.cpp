// What stands behind the numbers, for the terminal: changes, rules, noise and gaps.
#include "proxy/report/notes.hpp"
#include "proxy/report/text_format.hpp"
#include "proxy/report/text_sections.hpp"
#include "proxy/report/words.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

std::string title_of(const store::EndpointName& name) {
    return shown(name.method + ' ' + name.path, 60);
}

std::string change_line(const Report& report, const FaultChange& change, const char* word) {
    const FaultReport* fault = report.find_fault(change.endpoint, change.fault);
    std::string text =
        std::string(word) + ' ' + shown(change.build, 30) + ": " + title_of(change.endpoint) + ", ";
    text += fault == nullptr ? change.fault : shown(fault_title(fault->stored), 80);
    return paragraph(text + ", " + counted(change.count, "response"), 2);
}

std::string rule_line(const RuleReport& rule) {
    const store::StoredRule& stored = rule.stored;
    std::string text =
        shown(stored.route, 40) + " -> " + shown(stored.mirror, 40) + "  " + shown(stored.by, 60);
    if (!stored.as.empty()) text += " as " + shown(stored.as, 20);
    text += ": hid a difference in " + counted(stored.hits, "pair") + ", " + grouped(stored.only) +
            " of which match because of it";
    if (rule.state != RuleState::in_force) text += "; " + std::string(name_of(rule.state));
    if (!stored.expires.empty()) text += " (" + shown(stored.expires, 12) + ')';
    if (!stored.reason.empty()) text += "; " + shown(stored.reason, 80);
    if (!stored.owner.empty()) text += "; " + shown(stored.owner, 40);
    return paragraph(text, 2);
}

std::string noise_line(const NoiseReport& noise) {
    std::string text = title_of(noise.endpoint) + "  " + shown(noise.path, 60) + ": " +
                       name_of(noise.standing) + ", live differs from itself in " +
                       grouped(noise.live.part) + " of " + grouped(noise.live.whole) + " probes";
    if (noise.shadow_only) {
        text += "; the shadow does in " + grouped(noise.shadow.part) + " of " +
                grouped(noise.shadow.whole) + ", which is new";
    }
    if (noise.only_pair > 0 && noise.standing == Standing::sometimes) {
        const auto& excess = noise.excess;
        text += "; beyond noise " + percent(std::max(excess.difference, 0.0), 3) +
                " % differ (95 % interval " + percent(std::max(excess.interval.low, 0.0), 3) +
                " - " + percent(std::max(excess.interval.high, 0.0), 3) + " %)" +
                (noise.false_rate <= 0.05 ? "" : ", no more than chance");
    }
    std::string out = paragraph(text, 2);
    if (noise.suggestion) out += "    suggested: " + shown(*noise.suggestion, 84) + '\n';
    return out;
}

template <typename Rows, typename Line>
std::string section(const std::string& title,
                    const Rows& rows,
                    const TextStyle& style,
                    const Colours& colours,
                    Line line) {
    if (rows.empty()) return {};
    std::string out = colours.strong(title) + '\n';
    const std::size_t count = std::min(rows.size(), style.max_rows);
    for (std::size_t index = 0; index < count; ++index) out += line(rows[index]);
    return out + rest_text(rows.size(), count, "row") + '\n';
}

}  // namespace

std::string changes_text(const Report& report, const TextStyle& style, const Colours& colours) {
    const Changes& changes = report.changes;
    std::string out =
        section("New faults", changes.introduced, style, colours, [&](const auto& each) {
            return change_line(report, each, "since build");
        });
    out += section("Fixed", changes.fixed, style, colours, [&](const auto& each) {
        return change_line(report, each, "not seen since build");
    });
    return out + section("Regressed", changes.regressed, style, colours, [](const auto& each) {
               return paragraph(title_of(each.endpoint) + ": " +
                                    percent(each.before.match.share(), 3) + " % match at build " +
                                    shown(each.before.build, 30) + ", " +
                                    percent(each.now.match.share(), 3) + " % at build " +
                                    shown(each.now.build, 30),
                                2);
           });
}

std::string rules_text(const Report& report, const TextStyle& style, const Colours& colours) {
    return section("Intended differences", report.rules, style, colours, rule_line);
}

std::string noise_text(const Report& report, const TextStyle& style, const Colours& colours) {
    std::vector<NoiseReport> telling;
    for (const auto& noise : report.noise) {
        if (noise.is_telling()) telling.push_back(noise);
    }
    return section("Noise", telling, style, colours, noise_line);
}

std::string gaps_text(const Report& report, const TextStyle& style, const Colours& colours) {
    const Gaps& gaps = report.gaps;
    std::string out =
        section("Not compared", gaps.uncompared, style, colours, [](const auto& each) {
            const std::string reason = each.reason.empty() ? "" : ' ' + shown(each.reason, 40);
            const std::string_view meaning = meaning_of(each.reason);
            return paragraph(grouped(each.count) + ' ' + each.outcome + reason + ", " +
                                 shown(each.route, 40) + " -> " + shown(each.mirror, 40) +
                                 (meaning.empty() ? "" : ": " + std::string(meaning)),
                             2);
        });
    out += section("Never mirrored", gaps.unmirrored, style, colours, [](const auto& each) {
        return paragraph(unmirrored_line(each), 2);
    });
    out += section("Hardly or never seen", gaps.holes, style, colours, [](const Hole& hole) {
        return "  " + shown(hole.endpoint, 80) +
               (hole.compared == 0 ? ": never compared"
                                   : ": compared " + grouped(hole.compared) + " times") +
               '\n';
    });
    return out +
           section("Data rather than code", gaps.missing, style, colours, [](const auto& each) {
               return paragraph(
                   title_of(each.endpoint) + ": the shadow answers 404 to " + grouped(each.count) +
                       " requests that live has an answer for, " + percent(each.share, 1) +
                       (each.whole ? " % of its mismatches: the endpoint is missing at the shadow"
                                   : " % of its mismatches: the shadow lacks that data"),
                   2);
           });
}

}  // namespace crossfade::report
