// Equal bodies, which are most, are told apart from others piece by piece. Of these the comparison
// gets no more than their beginnings, which show whether there are identifiers in them.
#include "proxy/mirror/answers.hpp"

#include "proxy/compare/equal_pair.hpp"
#include "proxy/mirror/same_body.hpp"

namespace crossfade::mirror {
namespace {

constexpr std::size_t max_build = 128;
constexpr std::size_t beginning = 4'096;

void put_head(const Answer& answer, compare::RecordedResponse& recorded) {
    recorded.status = answer.head->status();
    recorded.headers = answer.head->headers();
    recorded.trailers = answer.head->trailers();
    recorded.body_size = answer.body->size();
}

void put_body(const Answer& answer, compare::RecordedResponse& recorded) {
    recorded.body = answer.body->text();
    recorded.truncated = answer.body->truncated();
    if (recorded.truncated) recorded.body_hash = answer.body->hash();
}

std::string beginning_of(const Capture& body) {
    std::string text;
    body.for_each([&text](Bytes piece) { text.append(piece.substr(0, beginning - text.size())); });
    return text;
}

std::string target_of(const http::RequestHead& head) {
    std::string target(head.path);
    if (head.has_query) target.append("?").append(head.query);
    return target;
}

std::string_view build_of(const Copy& copy) {
    const auto& field = copy.plan->config->build_header;
    return field.empty() ? std::string_view() : copy.head.find(field).substr(0, max_build);
}

// Bytes that are the same mean the same only in the same coding.
bool same_answer(const Answer& live, const Answer& shadow) {
    constexpr std::string_view coding = "content-encoding";
    return live.head->find(coding) == shadow.head->find(coding) &&
           same_body(*live.body, *shadow.body);
}

}  // namespace

Answer live_answer(const Tee& tee) noexcept {
    return {&tee.live_response(), &tee.live_body(), tee.live_time()};
}

Answer shadow_answer(const Copy& copy) noexcept {
    return {&copy.head, &copy.body, copy.shadow_time};
}

void put_answers(const Answer& live, const Answer& shadow, compare::Pair& pair) {
    put_head(live, pair.live);
    put_head(shadow, pair.shadow);
    put_bodies(live, shadow, pair);
}

void put_bodies(const Answer& live, const Answer& shadow, compare::Pair& pair) {
    put_body(live, pair.live);
    put_body(shadow, pair.shadow);
}

compare::Pair description(const Tee& tee, const Copy& copy) {
    compare::Pair pair;
    pair.id = tee.request().request_id();
    pair.time = tee.time();
    pair.route = copy.plan->route->name;
    pair.mirror = copy.plan->shadow_of[copy.live_backend]->config().name;
    const auto& head = tee.request().head();
    pair.request.method = head.method;
    pair.request.path = target_of(head);
    pair.request.headers.reserve(head.fields.size());
    for (const auto& field : head.fields.view()) {
        pair.request.headers.emplace_back(field.name, field.value);
    }
    pair.request.body = tee.captured_request().text();
    pair.live.status = tee.live_response().status();
    pair.shadow.status = copy.head.status();
    pair.client_left = tee.live().kind == Outcome::Kind::client_left;
    pair.build = build_of(copy);
    pair.user = tee.request().user();
    pair.live_time = tee.live_time();
    pair.shadow_time = copy.shadow_time;
    return pair;
}

store::PairView view_of(const Tee& tee, const Copy& copy, Pieces& pieces) {
    const auto& head = tee.request().head();
    pieces.target = target_of(head);
    pieces.body = tee.captured_request().text();
    store::PairView view;
    view.time = tee.time();
    view.route = copy.plan->route->name;
    view.mirror = copy.plan->shadow_of[copy.live_backend]->config().name;
    view.method = head.method;
    view.target = pieces.target;
    view.headers.reserve(head.fields.size());
    for (const auto& field : head.fields.view()) view.headers.emplace_back(field.name, field.value);
    view.body = pieces.body;
    view.live_status = tee.live_response().status();
    view.shadow_status = copy.head.status();
    view.build = build_of(copy);
    view.user = tee.request().user();
    view.live_time = tee.live_time();
    view.shadow_time = copy.shadow_time;
    return view;
}

bool is_known_match(const Tee& tee, const Copy& copy) {
    const auto& live = tee.live_body();
    const bool same = tee.live_response() == copy.head && copy.head.status() < 500 &&
                      !live.truncated() && same_body(live, copy.body);
    const auto& head = tee.request().head();
    return same && compare::is_known_match(head.method,
                                           head.path,
                                           live.size() > 0,
                                           *copy.plan->rules,
                                           copy.plan->knowledge[copy.live_backend].get());
}

Compared compare_answers(const Tee& tee,
                         const Copy& copy,
                         const Answer& live,
                         const Answer& shadow,
                         compare::Knowledge* knowledge) {
    Compared compared{description(tee, copy), {}};
    auto& pair = compared.pair;
    put_head(live, pair.live);
    put_head(shadow, pair.shadow);
    pair.live_time = live.time;
    pair.shadow_time = shadow.time;
    const bool same = same_answer(live, shadow);
    if (same) {
        pair.live.body = pair.shadow.body = beginning_of(*live.body);
    } else {
        put_bodies(live, shadow, pair);
    }
    const auto& rules = *copy.plan->rules;
    compared.result =
        knowledge ? compare::compare(pair, rules, *knowledge) : compare::compare(pair, rules);
    const bool mismatch = compared.result.verdict == compare::Verdict::mismatch;
    if (mismatch && same) put_bodies(live, shadow, pair);
    if (!mismatch) {
        pair.live.body.clear();
        pair.shadow.body.clear();
    }
    return compared;
}

}  // namespace crossfade::mirror
