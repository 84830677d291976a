// What a request starts with and leaves behind; memory stays for the next one.
#include "proxy/forward/forwarding.hpp"

#include <boost/asio/error.hpp>

namespace crossfade::forward {

void ClientWatch::on_activity() {
    if (left || exchange->client_state() != net::Transport::PeerState::gone) return;
    left = true;
    if (call) call->abort(asio::error::operation_aborted);
}

void ExchangeLimit::reset() noexcept {
    clear();
    call_ = nullptr;
    passed_ = false;
}

void ExchangeLimit::expired() {
    passed_ = true;
    if (call_) call_->abort(asio::error::timed_out);
}

void Forwarding::begin(http::Exchange& its_exchange, std::shared_ptr<const Plan> its_plan) {
    exchange = &its_exchange;
    plan = std::move(its_plan);
    route = nullptr;
    backend = nullptr;
    facts = {};
    decision = {};
    request_id = {};
    via.clear();
    path.clear();
    watch.exchange = &its_exchange;
    watch.call = nullptr;
    watch.left = false;
    limit.reset();
    upload.running = false;
    upload.result = {};
    started = now = net::Clock::now();
    first_byte = {};
    endpoint.clear();
    attempts = {};
    failure = http::Failure::none;
    status = 0;
    bytes_in = bytes_out = 0;
}

void Forwarding::end() {
    limit.reset();
    fields.clear();
    tee.reset();
    attempts.body_memory = {};
    plan.reset();
    exchange = nullptr;
}

}  // namespace crossfade::forward
