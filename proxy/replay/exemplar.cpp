// See exemplar.hpp.
#include "proxy/replay/exemplar.hpp"

#include "proxy/redaction/redact.hpp"
#include "proxy/replay/redacted.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace crossfade::replay {
namespace {

using compare::Finding;
using compare::Verdict;

constexpr std::array<std::string_view, 6> names{
    "gone", "remains", "changed", "failed", "not_compared", "not_replayable"};

/// The new answer as the store would have written it down.
compare::RecordedResponse as_stored(const compare::Pair& pair,
                                    compare::RecordedResponse response,
                                    const Policy& policy,
                                    std::string_view key) {
    if (key.empty()) return response;
    compare::Pair alone;
    alone.request.method = pair.request.method;
    alone.shadow = std::move(response);
    auto record = record::storable(std::move(alone), {});
    redaction::redact(record.pair, record.result, policy.rules, key);
    return std::move(record.pair.shadow);
}

/// The class does not count: it depends on the values, which are others today.
bool has(const std::vector<Finding>& findings, const Finding& wanted) {
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& each) {
        return each.path == wanted.path && each.kind == wanted.kind;
    });
}

void sort_findings(Exemplar& exemplar, const std::vector<Finding>& then, std::vector<Finding> now) {
    for (const auto& finding : then) {
        if (!has(now, finding)) exemplar.gone.push_back(finding);
    }
    for (auto& finding : now) {
        if (has(then, finding)) {
            exemplar.remaining.push_back(std::move(finding));
        } else if (holds_redaction(finding.live) && holds_redaction(finding.shadow)) {
            // In the clear the two may have been the same by their class, or not.
            ++exemplar.unclear;
        } else {
            exemplar.fresh.push_back(std::move(finding));
        }
    }
}

Fate fate_of(const Exemplar& exemplar, const Focus& focus) {
    const auto in_focus = [&focus](const Finding& finding) {
        return !focus || finding.path == *focus;
    };
    const auto any = [&](const std::vector<Finding>& findings) {
        return std::any_of(findings.begin(), findings.end(), in_focus);
    };
    if (any(exemplar.remaining)) return Fate::remains;
    return any(exemplar.fresh) ? Fate::changed : Fate::gone;
}

}  // namespace

std::string_view name_of(Fate fate) noexcept { return names[static_cast<std::size_t>(fate)]; }

std::string in_words(http::Failure failure) {
    std::string words(http::entry_of(failure).reason);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

Exemplar exemplar_of(const record::Record& record) {
    Exemplar exemplar;
    exemplar.id = record.pair.id;
    exemplar.signature = record.result.signature;
    exemplar.method = record.pair.request.method;
    exemplar.path = record.pair.request.path;
    exemplar.live_status = record.pair.live.status;
    return exemplar;
}

void judge(Exemplar& exemplar,
           const record::Record& record,
           Answer answer,
           Policy& policy,
           std::string_view key,
           const Focus& focus) {
    exemplar.fate = Fate::failed;
    if (answer.failure != http::Failure::none) {
        exemplar.why = in_words(answer.failure);
        return;
    }
    auto pair = record.pair;
    exemplar.status = answer.response.status;
    pair.shadow = as_stored(pair, std::move(answer.response), policy, key);
    pair.shadow_time = answer.time;
    pair.time = std::chrono::system_clock::now();  // rules expire
    auto result = compare::compare(pair, policy.rules, policy.knowledge);
    if (result.verdict == Verdict::shadow_error) {
        exemplar.why = "status " + std::to_string(exemplar.status);
        return;
    }
    if (result.verdict != Verdict::match && result.verdict != Verdict::mismatch) {
        exemplar.fate = Fate::not_compared;
        exemplar.why = result.reason.empty() ? name_of(result.verdict) : result.reason;
        return;
    }
    sort_findings(exemplar, record.result.findings, std::move(result.findings));
    exemplar.fate = fate_of(exemplar, focus);
}

}  // namespace crossfade::replay
