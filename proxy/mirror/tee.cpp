// A copy leaves its budgets when it ends; a pair is judged once both of its sides have ended.
#include "proxy/mirror/tee.hpp"

#include "proxy/http/forwarding.hpp"
#include "proxy/http/method.hpp"
#include "proxy/mirror/judge.hpp"
#include "proxy/mirror/repeat.hpp"
#include "proxy/mirror/shadow_call.hpp"

#include <algorithm>

namespace crossfade::mirror {

using observe::DropReason;
using Kind = Outcome::Kind;

namespace {

bool method_allowed(const config::Mirror& mirror, std::string_view method) noexcept {
    return std::find(mirror.methods.begin(), mirror.methods.end(), method) != mirror.methods.end();
}

// Why an eligible, sampled request is not even begun to be copied.
std::optional<DropReason> refusal(const MirrorPlan& plan, const LiveRequest& live) noexcept {
    const auto& head = *live.head;
    const bool marked = head.fields.has(http::FieldName::crossfade) &&
                        routing::find_field(head.fields.view(), http::mirror_marker);
    if (marked) return DropReason::loop;
    const auto& limits = plan.config->limits;
    if (head.framing.length > limits.request_body) return DropReason::request_body_too_large;
    switch (plan.state->breaker().pass(plan.config->breaker, live.arrived)) {
        case Breaker::Passage::granted:
            break;
        case Breaker::Passage::suspended:
            return DropReason::suspended;
        case Breaker::Passage::held_back:
            return DropReason::backoff;
    }
    if (!plan.state->admit(limits.rate, live.arrived)) return DropReason::rate;
    if (!plan.state->enter(limits.in_flight)) return DropReason::in_flight;
    return std::nullopt;
}

// True if the mirror copies it; then it counts as in flight. Else it was counted as what it is.
bool enters(const MirrorPlan& mirror, const LiveRequest& live) noexcept {
    if (!mirror.shadow_of[live.backend]) return false;
    auto& counters = *mirror.metrics.accounting;
    if (!method_allowed(*mirror.config, live.head->method)) {
        counters.count_uncopied(live.head->method);
        return false;
    }
    counters.count_eligible();
    if (live.sample >= mirror.config->sample.parts_per_million) {
        counters.count_not_sampled();
        return false;
    }
    const auto reason = refusal(mirror, live);
    if (reason) counters.count_dropped(*reason);
    return !reason;
}

// At least 1 if both are known: 0 stands for what is not.
std::chrono::microseconds since(net::Clock::time_point from, net::Clock::time_point to) noexcept {
    const net::Clock::time_point unknown;
    if (from == unknown || to <= from) return std::chrono::microseconds(0);
    return std::chrono::ceil<std::chrono::microseconds>(to - from);
}

}  // namespace

void Copy::begin(const MirrorPlan& mirror_plan, std::size_t backend) {
    plan = &mirror_plan;
    live_backend = backend;
    entered = mirrored = over_memory = false;
    charged = 0;
    body.begin(mirror_plan.config->limits.response_body);
    if (!mirror_plan.rules) body.forget();
    shadow = {};
    sent = {};
    shadow_time = {};
}

void Copy::end() noexcept {
    head.clear();
    body.begin(0);
    leave();
    plan->state->free(charged);
}

void Copy::leave() noexcept {
    if (entered) plan->state->leave();
    entered = false;
}

bool Copy::charge(std::size_t bytes) {
    if (over_memory) return false;
    over_memory = !plan->state->charge(bytes, plan->config->limits.memory);
    if (!over_memory) charged += bytes;
    return !over_memory;
}

std::shared_ptr<Tee> Tee::decide(Mirrors& mirrors,
                                 const std::shared_ptr<const void>& plan,
                                 const std::vector<MirrorPlan>& plans,
                                 const LiveRequest& live) {
    std::shared_ptr<Tee> tee;
    for (const auto& mirror : plans) {
        if (!enters(mirror, live)) continue;
        if (!tee) {
            tee = unused(mirrors);
            tee->begin(plan, live);
        }
        tee->add_copy(mirror, live.backend);
    }
    return tee;
}

Tee::Tee(Mirrors& mirrors) noexcept
    : mirrors_(&mirrors), request_chunks_(*this), response_chunks_(*this) {}

std::shared_ptr<Tee> Tee::unused(Mirrors& mirrors) {
    auto tee = mirrors.tees.take();
    if (!tee) tee = std::make_unique<Tee>(mirrors);
    return {tee.release(), GiveBack{}};
}

void Tee::GiveBack::operator()(Tee* tee) const noexcept {
    tee->end();
    tee->mirrors_->tees.give_back(std::unique_ptr<Tee>(tee));
}

void Tee::begin(const std::shared_ptr<const void>& plan, const LiveRequest& live) {
    plan_ = plan;
    time_ = std::chrono::system_clock::now();
    request_.assign(*live.head, live.request_id, *live.forwarded, live.user);
    live_capture_.forget();  // unless somebody compares it
    live_ = {};
    request_done_ = compared_ = false;
    requested_ = answered_ = {};
}

// The plan last: what the copies point to is part of it.
void Tee::end() noexcept {
    for (const auto& copy : copies()) copy->end();
    copy_count_ = 0;
    request_.shrink();
    request_capture_.begin(0);
    live_capture_.begin(0);
    live_head_.clear();
    plan_.reset();
}

// One capture serves all copies, so its limit is the largest of theirs.
void Tee::add_copy(const MirrorPlan& plan, std::size_t live_backend) {
    if (copy_count_ == copies_.size()) copies_.push_back(std::make_unique<Copy>());
    auto& copy = *copies_[copy_count_++];
    copy.begin(plan, live_backend);
    copy.entered = true;
    request_capture_.raise_limit(plan.config->limits.request_body);
    if (plan.rules) {
        if (!compared_) live_capture_.begin(0);
        compared_ = true;
        live_capture_.raise_limit(plan.config->limits.response_body);
    }
    const auto memory = sizeof(Tee) + sizeof(Copy) + request_.memory();
    if (!copy.charge(memory)) drop(copy, DropReason::memory);
}

void Tee::charge_all(std::size_t bytes) {
    if (bytes == 0) return;
    for (const auto& copy : copies()) {
        if (!copy->charge(bytes) && !request_done_ && !copy->mirrored) {
            drop(*copy, DropReason::memory);
        }
    }
    // What nobody will be sent or compared with is not kept: the budget is a bound on memory.
    const auto taking_part = [](const auto& copy) {
        return copy->mirrored || copy->shadow.kind == Kind::pending;
    };
    const auto all = copies();
    const bool sending = std::any_of(all.begin(), all.end(), taking_part);
    if (!sending && !request_done_) request_capture_.forget();
    const bool comparing = std::any_of(all.begin(), all.end(), [&](const auto& copy) {
        return taking_part(copy) && !copy->over_memory;
    });
    if (!comparing) live_capture_.forget();
}

void Tee::live_head(const http::ResponseHead& head) {
    answered_ = net::Clock::now();
    if (!compared_) return live_head_.assign_status(head.status);
    live_head_.assign(head);
    charge_all(live_head_.memory());
}

void Tee::RequestChunks::on_chunk(Bytes chunk, const net::Block& block) {
    tee->charge_all(tee->request_capture_.append(chunk, block));
}

void Tee::ResponseChunks::on_chunk(Bytes chunk, const net::Block& block) {
    tee->charge_all(tee->live_capture_.append(chunk, block));
    tee->answered_ = net::Clock::now();
}

void Tee::ResponseChunks::on_trailers(const http::FieldList& trailers) {
    if (!tee->compared_) return;
    auto& head = tee->live_head_;
    const auto before = head.memory();
    head.add_trailers(trailers);
    tee->charge_all(head.memory() - before);
}

// A dropped copy stays in the list, so that indices hold, but takes no further part.
void Tee::drop(Copy& copy, DropReason reason) {
    if (copy.shadow.kind != Kind::pending) return;
    copy.shadow.kind = Kind::failed;
    copy.leave();
    copy.plan->metrics.accounting->count_dropped(reason);
}

void Tee::request_failed(DropReason reason) {
    if (request_done_) return;
    request_done_ = true;
    for (const auto& copy : copies()) drop(*copy, reason);
}

void Tee::fell_back(std::string_view backend) {
    if (request_done_ || http::idempotent(request_.head().method)) return;
    for (const auto& copy : copies()) {
        const auto& shadow = *copy->plan->shadow_of[copy->live_backend];
        if (shadow.config().name == backend) drop(*copy, DropReason::other);
    }
}

void Tee::request_complete(const std::shared_ptr<Tee>& self) {
    if (self->request_done_) return;
    self->request_done_ = true;
    self->requested_ = net::Clock::now();
    for (const auto& entry : self->copies()) {
        auto& copy = *entry;
        if (copy.shadow.kind != Kind::pending) continue;
        if (self->request_capture_.size() > copy.plan->config->limits.request_body) {
            drop(copy, DropReason::request_body_too_large);
            continue;
        }
        if (const auto reason = start_shadow_call(self, copy)) drop(copy, *reason);
    }
}

void Tee::live_ended(const std::shared_ptr<Tee>& self, Outcome outcome) {
    if (self->live_.kind != Kind::pending) return;
    self->live_ = outcome;
    for (std::size_t index = 0; index < self->copy_count_; ++index) {
        if (self->copies_[index]->mirrored) settle(self, index);
    }
    settle_together(self);
}

void Tee::shadow_ended(const std::shared_ptr<Tee>& self,
                       Copy& copy,
                       Outcome outcome,
                       net::Clock::time_point now) {
    copy.shadow = outcome;
    copy.shadow_time = since(copy.sent, now);
    const auto all = self->copies();
    const auto found = std::find_if(
        all.begin(), all.end(), [&copy](const auto& entry) { return entry.get() == &copy; });
    settle(self, static_cast<std::size_t>(found - all.begin()));
    settle_together(self);
}

void Tee::settle(const std::shared_ptr<Tee>& self, std::size_t index) {
    auto& copy = *self->copies_[index];
    if (self->live_.kind == Kind::pending || copy.shadow.kind == Kind::pending) return;
    // Under way no longer; the memory is held until the pair was judged.
    copy.leave();
    self->mirrors_->judge->settle(self->mirrors_->loop_index, self, index);
    probe(self, index);
}

// What a control mirror says is told once all of its request's copies are here.
void Tee::settle_together(const std::shared_ptr<Tee>& self) {
    if (self->live_.kind == Kind::pending) return;
    bool control = false;
    bool shadow = false;
    for (const auto& copy : self->copies()) {
        if (!copy->mirrored) continue;
        if (copy->shadow.kind == Kind::pending) return;
        (copy->plan->config->control ? control : shadow) = true;
    }
    if (!control || !shadow) return;
    self->mirrors_->judge->settle_together(self->mirrors_->loop_index, self);
}

std::chrono::microseconds Tee::live_time() const noexcept { return since(requested_, answered_); }

}  // namespace crossfade::mirror
