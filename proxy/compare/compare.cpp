// The verdict on one pair; see compare.hpp.
//
// A finding anywhere makes a mismatch, also if the bodies could not be compared to the end. If the
// statuses differ the bodies are compared all the same, because an error's body tells the reason,
// but only few findings are kept of them: most say no more than the status does.
#include "proxy/compare/compare.hpp"

#include "proxy/compare/bodies.hpp"
#include "proxy/compare/body_path.hpp"
#include "proxy/compare/collector.hpp"
#include "proxy/compare/headers.hpp"
#include "proxy/compare/rules.hpp"
#include "proxy/compare/settle.hpp"
#include "proxy/compare/shared_identifiers.hpp"
#include "proxy/compare/signature.hpp"
#include "proxy/compare/taken_for_same.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace crossfade::compare {
namespace {

constexpr std::size_t findings_beside_status = 20;

bool is_server_error(const RecordedResponse& response) noexcept { return response.status >= 500; }

/// True if a server error decides without looking further.
bool judged_by_errors(const Pair& pair, Result& result) {
    const bool live_failed = is_server_error(pair.live);
    const bool shadow_failed = is_server_error(pair.shadow);
    if (!live_failed && !shadow_failed) return false;
    if (live_failed && shadow_failed) {
        result.verdict = Verdict::both_failed;
        return true;
    }
    result.verdict = live_failed ? Verdict::live_error : Verdict::shadow_error;
    result.reason = "server_error";
    return true;
}

/// A rule that ignores the whole body is a rule that hides something, if there is something.
void note_ignored_body(const Pair& pair, const RuleWalk& rules, Collector& findings) {
    const RulePlace root = rules.root();
    if (!rules.settled(root)) return;
    const bool same = pair.live.body == pair.shadow.body &&
                      pair.live.body_size == pair.shadow.body_size &&
                      pair.live.body_hash == pair.shadow.body_hash;
    if (!same) findings.hide(body_root, "ignored", root.governing->written.path);
}

/// False if the statuses differ.
bool compare_status(const Pair& pair, const Rules::Compiled& rules, Collector& findings) {
    const int live = pair.live.status;
    const int shadow = pair.shadow.status;
    if (live == shadow || (rules.status_class_only && live / 100 == shadow / 100)) return true;
    const std::string live_text = std::to_string(live);
    const std::string shadow_text = std::to_string(shadow);
    findings.add({"status", Kind::value, live_text + "->" + shadow_text, live_text, shadow_text});
    return false;
}

}  // namespace

Result compare(const Pair& pair, const Rules& rules) {
    Knowledge nothing;
    return compare(pair, rules, nothing);
}

Result compare(const Pair& pair, const Rules& rules, Knowledge& knowledge) {
    Result result;
    if (judged_by_errors(pair, result)) return result;
    const Rules::Compiled& compiled = rules.compiled();
    Collector findings;
    const bool same_status = compare_status(pair, compiled, findings);
    Aside aside;
    const PairContext context{pair, compiled, knowledge, &aside};
    compare_headers(context, findings);
    compare_trailers(context, findings);
    Collector of_body;
    const RuleWalk walk(compiled, pair.time, &context);
    note_ignored_body(pair, walk, of_body);
    const std::string_view reason = compare_bodies(pair.live, pair.shadow, walk, of_body);
    if (pair.live.body == pair.shadow.body) note_equal_bodies(context);
    // The findings of status and headers come last in the order, and must not be cut off.
    const std::size_t room = Rules::max_findings - std::min(findings.size(), Rules::max_findings);
    const std::size_t kept = same_status ? room : std::min(room, findings_beside_status);
    for (Finding& finding : of_body.take(kept)) findings.add(std::move(finding));
    for (Hidden& hidden : of_body.take_hidden(Rules::max_findings)) {
        findings.hide(std::move(hidden));
    }
    result.hidden = findings.take_hidden(Rules::max_findings);
    if (!findings.empty()) {
        result.verdict = Verdict::mismatch;
        result.findings = findings.take(Rules::max_findings);
        result.signature = signature_of(compiled.route, pair.request.method, result.findings);
    } else if (!reason.empty()) {
        result.verdict = Verdict::not_compared;
        result.reason = reason;
    }
    return result;
}

}  // namespace crossfade::compare
