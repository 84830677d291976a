// The strict look at a raw head before any parser believes it: finds its end and refuses every byte
// that two readers could take differently (RFC 9112 sections 2.2, 3, 4, 5).
#pragma once

#include "proxy/http/failure.hpp"
#include "proxy/result.hpp"

#include <cstddef>
#include <cstdint>

namespace crossfade::h1 {

enum class HeadKind : std::uint8_t { request, response };

struct HeadLimits {
    std::size_t bytes = std::size_t{60} * 1024;  // up to and including the blank line
    std::size_t fields = 100;
};

/// Remembers how far it looked, so that a head that drips in costs linear time. One per message;
/// always given the whole unconsumed buffer.
class HeadScan {
public:
    enum class State : std::uint8_t { incomplete, complete, refused };

    HeadScan(HeadKind kind, const HeadLimits& limits) noexcept : kind_(kind), limits_(limits) {}

    State scan(Bytes received) noexcept;

    /// Bytes of the head, once complete.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Why it was refused; for a response too, in the words of a request: see response_failure().
    [[nodiscard]] http::Failure failure() const noexcept { return failure_; }

private:
    State refuse(http::Failure failure) noexcept;
    State wait(Bytes received) noexcept;
    [[nodiscard]] http::Failure check(Bytes line) const noexcept;

    HeadKind kind_;
    HeadLimits limits_;
    std::size_t lines_ = 0;       // complete and valid ones
    std::size_t line_start_ = 0;  // of the first incomplete one
    std::size_t looked_ = 0;      // for its end; there is no control before this
    std::size_t size_ = 0;
    http::Failure failure_ = http::Failure::none;
};

/// One field line without the CRLF that follows it: token, colon, optional whitespace, visible
/// value.
[[nodiscard]] bool valid_field_line(Bytes line) noexcept;

}  // namespace crossfade::h1
