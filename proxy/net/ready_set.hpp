// The sockets of one event loop, in an epoll set of their own inside Asio's. A socket is registered
// once for its life, edge-triggered, where Asio's waits cost an epoll_ctl and a queued operation
// for every message; Asio is told once for a whole batch of sockets.
#pragma once

#include "proxy/result.hpp"

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <sys/epoll.h>

namespace crossfade::net {

/// A service of an io_context, as Asio's own reactor is: asio::use_service<ReadySet>(context). To
/// be used on that context's thread alone.
class ReadySet final : public asio::execution_context::service {
public:
    static asio::execution_context::id id;

    explicit ReadySet(asio::execution_context& context);
    ~ReadySet() override;

    /// Who owns a socket that is waited for.
    struct Member {
        /// Events of epoll(7) that came about since they were last told, or since ask(). May
        /// destroy any member.
        virtual void on_ready(std::uint32_t events) = 0;

    protected:
        ~Member() = default;
    };

    /// Tells the member from now on when bytes arrive, or the peer leaves.
    [[nodiscard]] Error add(int descriptor, Member& member);
    /// To be called after add(), whether or not that failed, and before the descriptor is closed,
    /// which is what takes it out of the set.
    void remove(const Member& member) noexcept;

    enum class For { reading, writing_too };
    /// Tells the member again of what is ready already, and from now on.
    void ask(int descriptor, Member& member, For what) noexcept;

    [[nodiscard]] asio::io_context& context() noexcept { return context_; }

    /// Counts the batches.
    [[nodiscard]] std::uint64_t turn() const noexcept { return turn_; }
    /// True if a batch was fetched after that turn, and nothing had come about for the member by
    /// then that was not told by now.
    [[nodiscard]] bool quiet_since(std::uint64_t turn, const Member& member) const noexcept;

private:
    static constexpr std::size_t batch_size = 128;

    void shutdown() override;
    void wait();
    void tell();

    asio::io_context& context_;
    asio::posix::stream_descriptor set_;
    std::array<epoll_event, batch_size> batch_{};
    std::size_t next_ = 0;  // of the batch, to be told
    std::size_t end_ = 0;
    std::size_t members_ = 0;
    std::uint64_t turn_ = 0;
    bool waiting_ = false;
};

}  // namespace crossfade::net
