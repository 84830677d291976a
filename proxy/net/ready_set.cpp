// See ready_set.hpp.
#include "proxy/net/ready_set.hpp"

#include <boost/system/system_error.hpp>

#include <cerrno>

namespace crossfade::net {
namespace {

constexpr std::uint32_t reading = EPOLLIN | EPOLLRDHUP | EPOLLET;

Error last_error() noexcept { return {errno, boost::system::system_category()}; }

}  // namespace

asio::execution_context::id ReadySet::id;

ReadySet::ReadySet(asio::execution_context& context)
    : service(context), context_(static_cast<asio::io_context&>(context)), set_(context_) {
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    if (set < 0) throw boost::system::system_error(last_error(), "epoll_create1");
    set_.assign(set);
}

ReadySet::~ReadySet() = default;

void ReadySet::shutdown() {
    Error ignored;
    set_.close(ignored);
}

Error ReadySet::add(int descriptor, Member& member) {
    ++members_;
    if (!waiting_) wait();
    epoll_event event{};
    event.events = reading;
    event.data.ptr = &member;
    const bool added = ::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, descriptor, &event) == 0;
    return added ? Error() : last_error();
}

// A context without members has nothing to wait for, and may run out of work.
void ReadySet::remove(const Member& member) noexcept {
    for (auto index = next_; index < end_; ++index) {
        if (batch_[index].data.ptr == &member) batch_[index].data.ptr = nullptr;
    }
    if (--members_ > 0 || !set_.is_open()) return;
    Error ignored;
    set_.cancel(ignored);
}

// What did not fit into a full batch is not known.
bool ReadySet::quiet_since(std::uint64_t turn, const Member& member) const noexcept {
    if (turn == turn_ || end_ == batch_size) return false;
    for (auto index = next_; index < end_; ++index) {
        if (batch_[index].data.ptr == &member) return false;
    }
    return true;
}

void ReadySet::ask(int descriptor, Member& member, For what) noexcept {
    epoll_event event{};
    event.events = what == For::writing_too ? reading | EPOLLOUT : reading;
    event.data.ptr = &member;
    ::epoll_ctl(set_.native_handle(), EPOLL_CTL_MOD, descriptor, &event);
}

void ReadySet::wait() {
    waiting_ = true;
    set_.async_wait(asio::posix::stream_descriptor::wait_read, [this](Error error) {
        waiting_ = false;
        if (!error) tell();
        if (members_ > 0 && !waiting_ && set_.is_open()) wait();
    });
}

// One batch; then others have their turn, and Asio finds the set ready still if there is more.
void ReadySet::tell() {
    ++turn_;
    const int count = ::epoll_wait(set_.native_handle(), batch_.data(), batch_size, 0);
    end_ = count > 0 ? static_cast<std::size_t>(count) : 0;
    for (next_ = 0; next_ < end_;) {
        const auto& event = batch_[next_++];
        if (event.data.ptr) static_cast<Member*>(event.data.ptr)->on_ready(event.events);
    }
}

}  // namespace crossfade::net
