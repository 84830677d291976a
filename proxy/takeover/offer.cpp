// One coroutine that waits for a process, talks to it, and waits for the next.
#include "proxy/takeover/offer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <span>
#include <sys/socket.h>
#include <utility>

namespace crossfade::takeover {
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr auto accept_pause = std::chrono::milliseconds(50);

using Wait = asio::posix::stream_descriptor;

// A channel on an event loop.
class Conversation {
public:
    Conversation(asio::io_context& context, Descriptor descriptor)
        : channel_(std::move(descriptor)), readiness_(context, channel_.descriptor()) {}
    ~Conversation() { readiness_.release(); }
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    [[nodiscard]] Channel& channel() noexcept { return channel_; }

    Awaitable<Error> send(const Message& message, std::span<const int> descriptors = {}) {
        for (;;) {
            const auto error = channel_.send(message, descriptors);
            if (error != asio::error::would_block) co_return error;
            const auto [failed] = co_await readiness_.async_wait(Wait::wait_write, awaited);
            if (failed) co_return failed;
        }
    }

    Awaitable<Result<Received>> receive() {
        for (;;) {
            auto received = channel_.receive();
            if (received || received.error() != asio::error::would_block) co_return received;
            const auto [failed] = co_await readiness_.async_wait(Wait::wait_read, awaited);
            if (failed) co_return failed;
        }
    }

private:
    Channel channel_;
    Wait readiness_;
};

}  // namespace

struct Offer::Parts : std::enable_shared_from_this<Offer::Parts> {
    Parts(asio::io_context& its_context, std::string its_place, Owner& its_owner)
        : context(its_context), place(std::move(its_place)), owner(&its_owner), door(context) {}

    Error open() {
        auto socket = listen_at(place);
        if (!socket) return socket.error();
        door.assign(socket->release());
        return {};
    }

    void close() {
        Error ignored;
        door.close(ignored);
        if (current) current->channel().shut();
        owner = nullptr;
    }

    Awaitable<void> answer_all();
    Awaitable<void> answer(Descriptor descriptor);
    Awaitable<Error> hand_over(Conversation& with);
    Awaitable<Error> tell(Conversation& with);
    Awaitable<Error> leave(Conversation& with);

    asio::io_context& context;
    std::string place;
    Owner* owner;  // null after close()
    Wait door;
    Conversation* current = nullptr;
};

Awaitable<void> Offer::Parts::answer_all() {
    while (owner && door.is_open()) {
        const auto [error] = co_await door.async_wait(Wait::wait_read, awaited);
        if (error || !owner) co_return;
        Descriptor descriptor(
            ::accept4(door.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (descriptor.number() >= 0) {
            co_await answer(std::move(descriptor));
            continue;
        }
        // Without descriptors it stays queued, and would fail again at once.
        asio::steady_timer pause(context, accept_pause);
        static_cast<void>(co_await pause.async_wait(awaited));
    }
}

Awaitable<void> Offer::Parts::answer(Descriptor descriptor) {
    Conversation with(context, std::move(descriptor));
    const auto pid = with.channel().peer();
    if (!pid) co_return;
    current = &with;
    asio::steady_timer limit(context, takeover_limit);
    limit.async_wait([self = shared_from_this(), &with](Error error) {
        if (!error && self->current == &with) with.channel().shut();
    });
    owner->asked(*pid);
    const auto error = co_await hand_over(with);
    current = nullptr;
    if (!owner) co_return;
    if (error) {
        owner->abandoned(*pid, error.message());
    } else {
        owner->taken_over(*pid);
    }
}

// Up to the moment at which the other one may have the place.
Awaitable<Error> Offer::Parts::hand_over(Conversation& with) {
    const Error nonsense(EPROTO, boost::system::system_category());
    const auto greeting = co_await with.receive();
    if (!greeting) co_return greeting.error();
    const auto* const hello = std::get_if<Hello>(&greeting->message);
    if (!hello) co_return nonsense;
    if (hello->version != wire_version) {
        const Message refusal = Refusal{"speaks another version of the takeover"};
        static_cast<void>(co_await with.send(refusal));
        co_return nonsense;
    }
    if (const auto error = co_await tell(with)) co_return error;
    const auto answer = co_await with.receive();
    if (!answer) co_return answer.error();
    if (!std::holds_alternative<Serving>(answer->message)) co_return nonsense;
    co_return co_await leave(with);
}

Awaitable<Error> Offer::Parts::tell(Conversation& with) {
    if (!owner) co_return asio::error::operation_aborted;
    const auto state = owner->state();
    const Message about = About{state.generation, state.version};
    if (const auto error = co_await with.send(about)) co_return error;
    for (const auto& split : state.splits) {
        const Message message = split;
        if (const auto error = co_await with.send(message)) co_return error;
    }
    for (const auto& ticket : state.tickets) {
        const Message message = ticket;
        if (const auto error = co_await with.send(message)) co_return error;
    }
    // Looked up as late as can be: a reload may close some while this waits.
    for (std::size_t first = 0; owner; first += max_sockets) {
        const auto sockets = owner->sockets();
        if (first >= sockets.size()) break;
        const auto some =
            std::span(sockets).subspan(first, std::min(max_sockets, sockets.size() - first));
        const Message message = Sockets{static_cast<std::uint32_t>(some.size())};
        if (const auto error = co_await with.send(message, some)) co_return error;
    }
    const Message complete = Complete();
    co_return co_await with.send(complete);
}

// The place has to be free before the other one is told so. If it ended meanwhile, this one is
// back.
Awaitable<Error> Offer::Parts::leave(Conversation& with) {
    if (!owner) co_return asio::error::operation_aborted;
    Error ignored;
    door.close(ignored);
    Error error;
    for (const auto& split : owner->splits()) {
        const Message message = split;
        error = co_await with.send(message);
        if (error) break;
    }
    const Message leaving = Leaving();
    if (!error) error = co_await with.send(leaving);
    if (error && owner) ignored = open();
    co_return error;
}

Offer::Offer(asio::io_context& context, std::string place, Owner& owner)
    : parts_(std::make_shared<Parts>(context, std::move(place), owner)) {}

Offer::~Offer() { close(); }

Error Offer::open() {
    if (const auto error = parts_->open()) return error;
    asio::co_spawn(
        parts_->context,
        [](std::shared_ptr<Parts> parts) -> Awaitable<void> {
            co_await parts->answer_all();
        }(parts_),
        asio::detached);
    return {};
}

void Offer::close() {
    if (parts_->owner) parts_->close();
}

}  // namespace crossfade::takeover
