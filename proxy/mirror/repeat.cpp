// What may be asked again, and when. What was to be and is not is counted with its reason.
#include "proxy/mirror/repeat.hpp"

#include "proxy/http/method.hpp"
#include "proxy/mirror/asking.hpp"

#include <boost/asio/post.hpp>

namespace crossfade::mirror {

using observe::Again;
using observe::NotAgain;
using Kind = Outcome::Kind;

namespace {

constexpr int server_error = 500;

bool answered(const Outcome& outcome, int status) noexcept {
    return outcome.kind == Kind::complete && status < server_error;
}

// Nothing if requests like this one are not asked again at all.
const config::MirrorProbes* settings_for(const Tee& tee, const Copy& copy) noexcept {
    const auto& mirror = *copy.plan->config;
    if (!mirror.probes || mirror.control || !copy.plan->rules) return nullptr;
    return http::safe(tee.request().head().method) ? &*mirror.probes : nullptr;
}

}  // namespace

Repeat::Repeat(std::shared_ptr<Tee> its_tee, std::size_t its_copy, Again for_what)
    : tee(std::move(its_tee)),
      copy(its_copy),
      what(for_what),
      live(of().plan->config->limits.response_body),
      shadow(of().plan->config->limits.response_body) {}

Repeat::~Repeat() {
    leave();
    auto& state = *of().plan->state;
    if (waiting) state.stop_waiting();
    state.free(charged);
}

bool Repeat::charge(std::size_t bytes) {
    const auto& plan = *of().plan;
    if (!plan.state->charge(bytes, plan.config->limits.memory)) return false;
    charged += bytes;
    return true;
}

void Repeat::leave() noexcept {
    if (entered) of().plan->state->leave();
    entered = false;
}

observe::RepeatCounts& Repeat::counts() const noexcept {
    return *of().plan->metrics.accounting->repeats;
}

void probe(const std::shared_ptr<Tee>& tee, std::size_t index) {
    const auto& copy = tee->copy(index);
    const auto* settings = settings_for(*tee, copy);
    if (!settings || !answered(tee->live(), tee->live_response().status()) ||
        !answered(copy.shadow, copy.head.status()) || copy.over_memory) {
        return;
    }
    if (!copy.plan->state->admit_probe(settings->rate, net::Clock::now())) return;
    ask_again(std::make_shared<Repeat>(tee, index, Again::probe), net::Clock::duration::zero());
}

void recheck(const std::shared_ptr<Tee>& tee, std::size_t index, const std::string& signature) {
    const auto& copy = tee->copy(index);
    const auto* settings = settings_for(*tee, copy);
    if (!settings || settings->rechecks <= 0) return;
    auto& state = *copy.plan->state;
    auto& counts = *copy.plan->metrics.accounting->repeats;
    if (!state.admit_recheck(settings->rechecks, net::Clock::now())) {
        return counts.count_dropped(Again::recheck, NotAgain::rate);
    }
    if (!state.wait_for_recheck()) {
        return counts.count_dropped(Again::recheck, NotAgain::pending);
    }
    auto repeat = std::make_shared<Repeat>(tee, index, Again::recheck);
    repeat->waiting = true;
    repeat->signature = signature;
    const auto delay = settings->recheck_after;
    asio::post(*tee->mirrors().loop.context, [repeat = std::move(repeat), delay]() mutable {
        ask_again(std::move(repeat), delay);
    });
}

}  // namespace crossfade::mirror
