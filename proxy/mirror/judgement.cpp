// A side is compared with itself by the rules of the pair, but without what the run has learned:
// that one identifier stands for another says nothing about two answers of the same backend.
#include "proxy/mirror/judgement.hpp"

#include "proxy/mirror/answers.hpp"
#include "proxy/mirror/known_verdict.hpp"

#include <utility>
#include <vector>

namespace crossfade::mirror {
namespace {

using compare::Finding;
using compare::Verdict;
using observe::ProbeOutcome;
using observe::ProbeSide;
using observe::RecheckResult;
using Side = store::StoredNoise::Side;

compare::Knowledge* knowledge_of(const Copy& copy) noexcept {
    return copy.plan->knowledge[copy.live_backend].get();
}

bool was_compared(const compare::Result& result) noexcept {
    return result.verdict == Verdict::match || result.verdict == Verdict::mismatch;
}

Compared compare_pair(const Tee& tee, const Copy& copy) {
    return compare_answers(tee, copy, live_answer(tee), shadow_answer(copy), knowledge_of(copy));
}

// Where it differs is told, what the values were is not: they are nobody's evidence.
std::vector<Finding> places_of(std::vector<Finding> findings) {
    for (auto& finding : findings) finding.live = finding.shadow = {};
    return findings;
}

store::Repetition repetition_of(const Compared& pair, Side side, std::vector<Finding> itself) {
    store::Repetition repetition;
    repetition.route = pair.pair.route;
    repetition.mirror = pair.pair.mirror;
    repetition.method = pair.pair.request.method;
    repetition.target = pair.pair.request.path;
    repetition.live_status = pair.pair.live.status;
    repetition.side = side;
    repetition.pair = places_of(pair.result.findings);
    repetition.itself = places_of(std::move(itself));
    return repetition;
}

ProbeOutcome outcome_of(const compare::Result& result) noexcept {
    if (result.verdict == Verdict::match) return ProbeOutcome::same;
    return result.verdict == Verdict::mismatch ? ProbeOutcome::different
                                               : ProbeOutcome::not_compared;
}

struct Twice {
    Side side = Side::live;
    ProbeSide counted = ProbeSide::live;
    Answer first;
    Answer second;
    bool complete = false;
};

void judge_side(const Repeat& repeat, const Twice& side, const Compared& pair, store::Sink* sink) {
    auto& counts = repeat.counts();
    if (!side.complete) return counts.count(side.counted, ProbeOutcome::failed);
    auto itself = compare_answers(*repeat.tee, repeat.of(), side.first, side.second, nullptr);
    counts.count(side.counted, outcome_of(itself.result));
    if (!was_compared(itself.result) || !was_compared(pair.result) || !sink) return;
    sink->repeated(repetition_of(pair, side.side, std::move(itself.result.findings)));
}

void judge_probe(const Repeat& repeat, store::Sink* sink) {
    const auto& tee = *repeat.tee;
    const auto& copy = repeat.of();
    const auto pair = compare_pair(tee, copy);
    const Answer live_again{&repeat.live.head, &repeat.live.body, {}};
    const Answer shadow_again{&repeat.shadow.head, &repeat.shadow.body, {}};
    const Twice live{
        Side::live, ProbeSide::live, live_answer(tee), live_again, repeat.live.complete};
    const Twice shadow{
        Side::shadow, ProbeSide::shadow, shadow_answer(copy), shadow_again, repeat.shadow.complete};
    judge_side(repeat, live, pair, sink);
    judge_side(repeat, shadow, pair, sink);
    if (!repeat.live.complete) return;
    // It teaches which fields vary between live responses of the same request.
    static_cast<void>(
        compare_answers(tee, copy, live_again, shadow_answer(copy), knowledge_of(copy)));
}

void judge_recheck(const Repeat& repeat, store::Sink* sink) {
    auto& counts = repeat.counts();
    if (!repeat.live.complete || !repeat.shadow.complete) {
        return counts.count(RecheckResult::failed);
    }
    const auto& copy = repeat.of();
    const Answer live{&repeat.live.head, &repeat.live.body, {}};
    const Answer shadow{&repeat.shadow.head, &repeat.shadow.body, {}};
    const auto again = compare_answers(*repeat.tee, copy, live, shadow, knowledge_of(copy));
    if (!was_compared(again.result)) return counts.count(RecheckResult::failed);
    const bool persists = again.result.verdict == Verdict::mismatch;
    counts.count(persists ? RecheckResult::persistent : RecheckResult::transient);
    if (!sink) return;
    store::Recheck recheck;
    recheck.route = again.pair.route;
    recheck.mirror = again.pair.mirror;
    recheck.method = again.pair.request.method;
    recheck.target = again.pair.request.path;
    recheck.live_status = repeat.tee->live_response().status();
    recheck.signature = repeat.signature;
    recheck.persists = persists;
    sink->rechecked(recheck);
}

// Of a pair that nobody has made yet, because few are ever needed as a whole.
void count(const Tee& tee, const Copy& copy, compare::Result result, store::Sink& sink) {
    Pieces pieces;
    const auto whole = [&tee, &copy] {
        auto pair = description(tee, copy);
        put_answers(live_answer(tee), shadow_answer(copy), pair);
        return pair;
    };
    static_cast<void>(
        sink.submit(view_of(tee, copy, pieces), std::move(result), copy.plan->rules, whole));
}

// Both of them answered in a way that can be compared.
bool comparable(const Tee& tee, const Copy& copy) noexcept {
    return copy.mirrored && !known_verdict(tee, copy);
}

}  // namespace

void judge_copy(const std::shared_ptr<Tee>& tee, std::size_t index, store::Sink* sink) {
    const auto& copy = tee->copy(index);
    if (const auto known = known_verdict(*tee, copy)) {
        if (!sink) return;
        compare::Result result;
        result.verdict = known->verdict;
        result.reason = known->reason;
        count(*tee, copy, std::move(result), *sink);
        return;
    }
    if (is_known_match(*tee, copy)) {
        copy.plan->metrics.accounting->verdicts->count(name_of(Verdict::match), {});
        if (sink) count(*tee, copy, {}, *sink);
        return;
    }
    auto [pair, result] = compare_pair(*tee, copy);
    copy.plan->metrics.accounting->verdicts->count(name_of(result.verdict), result.reason);
    if (result.verdict == Verdict::mismatch) recheck(tee, index, result.signature);
    if (!sink) return;
    compare::Pair& judged = pair;
    const bool has_bodies = result.verdict == Verdict::mismatch;
    const auto whole = [&judged, &copy, &tee, has_bodies] {
        if (!has_bodies) put_bodies(live_answer(*tee), shadow_answer(copy), judged);
        return std::move(judged);
    };
    static_cast<void>(
        sink->submit(store::view_of(pair), std::move(result), copy.plan->rules, whole));
}

void judge_together(const Tee& tee, store::Sink* sink) {
    if (!sink) return;
    for (std::size_t shadow = 0; shadow < tee.copy_count(); ++shadow) {
        const auto& copy = tee.copy(shadow);
        if (copy.plan->config->control || !comparable(tee, copy)) continue;
        const auto pair = compare_pair(tee, copy);
        if (!was_compared(pair.result)) continue;
        for (std::size_t index = 0; index < tee.copy_count(); ++index) {
            const auto& control = tee.copy(index);
            if (!control.plan->config->control || !comparable(tee, control)) continue;
            auto itself =
                compare_answers(tee, copy, live_answer(tee), shadow_answer(control), nullptr);
            if (!was_compared(itself.result)) continue;
            sink->repeated(repetition_of(pair, Side::control, std::move(itself.result.findings)));
        }
    }
}

void judge_repeat(const Repeat& repeat, store::Sink* sink) {
    if (repeat.what == observe::Again::probe) return judge_probe(repeat, sink);
    judge_recheck(repeat, sink);
}

}  // namespace crossfade::mirror
