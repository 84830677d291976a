// Every word about takeovers that the log gets is said here.
#include "proxy/succession.hpp"

#include <spdlog/logger.h>

#include <utility>

namespace crossfade {
namespace {

// Too many runs for a message mean a very long history: the weights count more than the users.
takeover::SplitState state_of(const std::string& route, const forward::LiveSplit& split) {
    takeover::SplitState state{route, split.backends(), split.overridden(), split.runs()};
    const bool fits = takeover::to_wire(state).size() <= takeover::max_message;
    if (!fits) state.runs = routing::Split(split.shares()).runs();
    return state;
}

}  // namespace

Succession::Succession(Beginning beginning, Heritage heritage, std::shared_ptr<spdlog::logger> log)
    : beginning_(std::move(beginning)), heritage_(heritage), log_(std::move(log)) {}

Succession::~Succession() = default;

void Succession::inherit() {
    if (!beginning_.predecessor) return;
    const auto& from = *beginning_.predecessor;
    for (const auto& each : from.state().splits) {
        const auto split = routing::Split::of(each.runs);
        if (split && split->size() == each.backends.size()) {
            heritage_.splits->inherit(each.route, each.backends, *split, each.overridden);
        }
    }
    for (const auto& each : from.state().tickets) {
        heritage_.certificates->inherit_ticket_keys(each.listener, each.keys);
    }
    taken_over_ = {from.pid(), from.state().generation, from.state().version};
}

std::string Succession::settle() {
    std::string problems;
    for (const auto& address : beginning_.sockets.left()) {
        if (beginning_.predecessor) {
            log_->info("{} ends with the process before: no listener has it", address);
            continue;
        }
        problems.append(problems.empty() ? "" : "\n");
        problems.append("LISTEN_FDS: no listener, nor admin, has the address ").append(address);
    }
    beginning_.sockets = {};
    return problems;
}

bool Succession::complete() {
    if (!beginning_.predecessor) return true;
    const auto farewell = beginning_.predecessor->finish();
    beginning_.predecessor.reset();
    if (!farewell.error.empty()) {
        log_->error("takeover failed, {}", farewell.error);
        return false;
    }
    if (!farewell.warning.empty()) log_->warn("{}; this one serves", farewell.warning);
    for (const auto& each : farewell.splits) {
        const auto live = heritage_.splits->find(each.route);
        const auto split = routing::Split::of(each.runs);
        if (live && split && live->backends() == each.backends) {
            live->restore(*split, each.overridden);
        }
    }
    log_->info("took over from process {}", taken_over_->pid);
    return true;
}

void Succession::offer(asio::io_context& context,
                       admin::AdminServer* admin,
                       std::function<void()> leave) {
    admin_ = admin;
    leave_ = std::move(leave);
    if (beginning_.place.empty()) return;
    takeover::Owner& owner = *this;
    offer_ = std::make_unique<takeover::Offer>(context, beginning_.place, owner);
    if (const auto error = offer_->open()) {
        log_->warn("no process can take over from this one: {}", error.message());
    }
}

void Succession::close() {
    if (offer_) offer_->close();
}

takeover::State Succession::state() const {
    takeover::State state{*heritage_.generation, CROSSFADE_VERSION, splits(), {}};
    for (const auto& [listener, keys] : heritage_.certificates->ticket_keys()) {
        state.tickets.push_back({listener, keys});
    }
    return state;
}

std::vector<takeover::SplitState> Succession::splits() const {
    std::vector<takeover::SplitState> states;
    for (const auto& [route, split] : heritage_.splits->all()) {
        states.push_back(state_of(route, *split));
    }
    return states;
}

std::vector<int> Succession::sockets() {
    auto all = heritage_.listeners->descriptors();
    if (admin_) all.push_back(admin_->descriptor());
    return all;
}

void Succession::asked(int pid) { log_->info("process {} asks to take over", pid); }

void Succession::abandoned(int pid, const std::string& why) {
    log_->warn("process {} did not take over: {}; this one goes on", pid, why);
}

void Succession::taken_over(int pid) {
    log_->info("process {} took over", pid);
    beginning_.notifier.main_process(pid);
    if (admin_) admin_->hand_over();
    leave_();
}

}  // namespace crossfade
