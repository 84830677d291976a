// See pipe.hpp.
#include "proxy/net/pipe.hpp"

#include "proxy/net/descriptors.hpp"

#include <boost/asio/error.hpp>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace crossfade::net {
namespace {

// For so many bytes, in pages; of packets a page's place holds a fragment, whatever its size. The
// kernel gives less to who has many pipes.
constexpr int capacity = 256 * 1024;

Error last_error() noexcept {
    if (errno == EAGAIN || errno == EWOULDBLOCK) return asio::error::would_block;
    if (errno == EINVAL || errno == ENOSYS) return asio::error::operation_not_supported;
    return {errno, boost::system::system_category()};
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

Result<Pipe> Pipe::open() noexcept {
    int ends[2]{};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return last_error();
    Pipe pipe(ends[0], ends[1]);
    const int kept = first_kept_descriptor();
    if (ends[0] >= kept || ends[1] >= kept) return Error(EMFILE, boost::system::system_category());
    ::fcntl(pipe.write_end_, F_SETPIPE_SZ, capacity);
    return pipe;
}

void Pipe::fill(int socket, std::size_t most, Error& error) noexcept {
    const auto count = move(socket, write_end_, most);
    error.clear();
    if (count < 0) error = last_error();
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
