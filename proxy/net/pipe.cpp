// See pipe.hpp.
#include "proxy/net/pipe.hpp"

#include "proxy/net/descriptors.hpp"

#include <boost/asio/error.hpp>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace crossfade::net {
namespace {

// For so many bytes, in pages; of packets a page's place holds a fragment, whatever its size.
constexpr int capacity = 256 * 1024;

Error last_error() noexcept {
    if (errno == EAGAIN || errno == EWOULDBLOCK) return asio::error::would_block;
    return {errno, boost::system::system_category()};
}

// By this system, or by the sandbox that the process is in.
bool refused(int reason) noexcept {
    return reason == EINVAL || reason == ENOSYS || reason == EOPNOTSUPP || reason == EPERM ||
           reason == EACCES;
}

ssize_t move(int from, int to, std::size_t most) noexcept {
    ssize_t count = 0;
    do count = ::splice(from, nullptr, to, nullptr, most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    while (count < 0 && errno == EINTR);
    return count;
}

}  // namespace

Pipe::~Pipe() {
    if (read_end_ >= 0) ::close(read_end_);
    if (write_end_ >= 0) ::close(write_end_);
}

// Who has many pipes gets small ones, and through those a body takes more calls than through
// memory.
Result<Pipe> Pipe::open() noexcept {
    int ends[2]{};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return last_error();
    Pipe pipe(ends[0], ends[1]);
    const int most = first_kept_descriptor() / 2;
    if (ends[0] >= most || ends[1] >= most) return Error(EMFILE, boost::system::system_category());
    if (::fcntl(pipe.write_end_, F_SETPIPE_SZ, capacity) < capacity) return last_error();
    return pipe;
}

void Pipe::fill(int socket, std::size_t most, Error& error) noexcept {
    const auto count = move(socket, write_end_, most);
    error.clear();
    if (count < 0) {
        error = refused(errno) ? Error(asio::error::operation_not_supported) : last_error();
    }
    if (count == 0) error = asio::error::eof;
    if (count > 0) size_ += static_cast<std::size_t>(count);
}

std::size_t Pipe::drain(int socket, Error& error) noexcept {
    const auto count = move(read_end_, socket, size_);
    error.clear();
    if (count < 0) error = last_error();
    if (count <= 0) return 0;
    size_ -= static_cast<std::size_t>(count);
    return static_cast<std::size_t>(count);
}

}  // namespace crossfade::net
