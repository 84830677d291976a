// See endpoint_state.hpp.
#include "proxy/backend/endpoint_state.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::backend {
namespace {

std::string text_of(const asio::ip::tcp::endpoint& address) {
    const auto host = address.address().to_string();
    const auto port = std::to_string(address.port());
    return address.address().is_v6() ? "[" + host + "]:" + port : host + ":" + port;
}

}  // namespace

EndpointState::EndpointState(config::Endpoint its_endpoint, asio::ip::tcp::endpoint its_address)
    : endpoint(std::move(its_endpoint)), address(its_address), name(text_of(its_address)) {}

std::int64_t EndpointState::back_since(observe::Role role) const noexcept {
    return std::max(healthy_since.load(std::memory_order_relaxed),
                    of(role).until.load(std::memory_order_relaxed));
}

void EndpointState::checked(bool passed, bool now_healthy, std::string why) {
    (passed ? checks_passed : checks_failed).add();
    {
        const std::scoped_lock lock(mutex_);
        last_check_failure_ = std::move(why);
    }
    const bool first = !was_checked.exchange(true);
    if (now_healthy && !healthy.load() && !first) {
        healthy_since.store(shared_time(net::Clock::now()));
    }
    healthy.store(now_healthy);
}

void EndpointState::not_checked() noexcept {
    was_checked.store(false);
    healthy.store(true);
}

std::string EndpointState::last_check_failure() const {
    const std::scoped_lock lock(mutex_);
    return last_check_failure_;
}

}  // namespace crossfade::backend
