// Bytes on their way from one socket to another that never come into this process's memory: the
// kernel passes its pages on (splice(2)).
#pragma once

#include "proxy/result.hpp"

#include <cstddef>
#include <utility>

namespace crossfade::net {

/// Owns both ends; closed by default. What it holds when it is destroyed is dropped.
class Pipe {
public:
    Pipe() = default;
    Pipe(Pipe&& other) noexcept
        : read_end_(std::exchange(other.read_end_, -1)),
          write_end_(std::exchange(other.write_end_, -1)),
          size_(std::exchange(other.size_, 0)) {}
    Pipe& operator=(Pipe&& other) noexcept {
        std::swap(read_end_, other.read_end_);
        std::swap(write_end_, other.write_end_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~Pipe();

    /// Fails as well if half of the descriptors are in use: clients and backends need the others.
    [[nodiscard]] static Result<Pipe> open() noexcept;

    /// Bytes in it.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    /// Takes bytes that a non-blocking socket received; only while empty. would_block if there are
    /// none yet, eof at the end of the stream, operation_not_supported where splice(2) is not.
    void fill(int socket, std::size_t most, Error& error) noexcept;
    /// Bytes that the socket took. Raises SIGPIPE if its peer is gone; the process ignores that.
    [[nodiscard]] std::size_t drain(int socket, Error& error) noexcept;

private:
    Pipe(int read_end, int write_end) noexcept : read_end_(read_end), write_end_(write_end) {}

    int read_end_ = -1;
    int write_end_ = -1;
    std::size_t size_ = 0;
};

}  // namespace crossfade::net
