// The answer comes in one go; what is not expected ends the takeover.
#include "proxy/takeover/predecessor.hpp"

#include <boost/asio/error.hpp>

#include <utility>

namespace crossfade::takeover {
namespace {

std::string broken(const std::string& why) { return "the running process: " + why; }

}  // namespace

Predecessor::Answer Predecessor::ask(const std::string& place, net::InheritedSockets& sockets) {
    auto channel = connect_to(place);
    if (!channel) {
        if (channel.error() == asio::error::connection_refused) return {};
        return {nullptr, broken(channel.error().message())};
    }
    const auto pid = channel->peer();
    if (!pid) return {nullptr, "another user's process is in its place"};
    const auto end = Channel::Clock::now() + answer_limit;
    if (const auto error = channel->send_before(end, Hello())) {
        return {nullptr, broken(error.message())};
    }
    std::unique_ptr<Predecessor> asked(new Predecessor(place, std::move(*channel), *pid));
    auto refusal = asked->collect(sockets);
    if (!refusal.empty()) return {nullptr, std::move(refusal)};
    return {std::move(asked), {}};
}

// Up to "complete", or to what went wrong.
std::string Predecessor::collect(net::InheritedSockets& sockets) {
    const auto end = Channel::Clock::now() + answer_limit;
    for (;;) {
        auto received = channel_.receive_before(end);
        if (!received) return broken(received.error().message());
        if (std::holds_alternative<Complete>(received->message)) return {};
        auto error = adopt(std::move(*received), sockets);
        if (!error.empty()) return error;
    }
}

std::string Predecessor::adopt(Received received, net::InheritedSockets& sockets) {
    auto& message = received.message;
    if (const auto* refusal = std::get_if<Refusal>(&message)) return broken(refusal->reason);
    if (auto* about = std::get_if<About>(&message)) {
        state_.generation = about->generation;
        state_.version = std::move(about->version);
    } else if (auto* split = std::get_if<SplitState>(&message)) {
        state_.splits.push_back(std::move(*split));
    } else if (auto* ticket = std::get_if<TicketState>(&message)) {
        state_.tickets.push_back(std::move(*ticket));
    } else if (const auto* sent = std::get_if<Sockets>(&message)) {
        if (sent->count != received.descriptors.size()) return broken("sockets are missing");
        for (auto& descriptor : received.descriptors) {
            const auto error =
                sockets.add(descriptor.release(), net::InheritedSockets::Queues::may_grow);
            if (error) return broken(error.message());
        }
    } else {
        return broken("says what it should not");
    }
    return {};
}

Predecessor::Farewell Predecessor::finish() {
    Farewell farewell;
    const auto end = Channel::Clock::now() + answer_limit;
    auto error = channel_.send_before(end, Serving());
    while (!error) {
        auto received = channel_.receive_before(end);
        if (!received) {
            error = received.error();
        } else if (std::holds_alternative<Leaving>(received->message)) {
            return farewell;
        } else if (auto* split = std::get_if<SplitState>(&received->message)) {
            farewell.splits.push_back(std::move(*split));
        } else {
            error = Error(EPROTO, boost::system::system_category());
        }
    }
    // It has given this one up, or it is no more; then nobody listens in its place.
    const bool is_there = connect_to(place_).has_value() || error == asio::error::timed_out;
    auto& said = is_there ? farewell.error : farewell.warning;
    said = broken(error.message());
    return farewell;
}

}  // namespace crossfade::takeover
