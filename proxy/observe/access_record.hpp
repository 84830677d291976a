// One line of the access log before it is text: a fixed-size record that an event loop fills in
// place with a few short copies. Nothing in it points at the request.
#pragma once

#include "routing/share.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace crossfade::observe {

/// Text in place, cut at its capacity. Its bytes are left uninitialised on purpose: records are
/// reused and most of a record is never touched.
template <std::size_t capacity>
class BoundedText {
public:
    BoundedText() noexcept {}  // NOLINT(modernize-use-equals-default): keeps bytes_ untouched

    BoundedText& operator=(std::string_view text) noexcept {
        size_ = static_cast<std::uint16_t>(std::min(text.size(), capacity));
        truncated_ = text.size() > capacity;
        if (size_ != 0) std::memcpy(bytes_.data(), text.data(), size_);
        return *this;
    }
    /// Continues with more text: `record.target = path; record.target.append("?")...`.
    void append(std::string_view text) noexcept {
        const std::size_t taken = std::min(text.size(), capacity - size_);
        truncated_ = truncated_ || taken < text.size();
        if (taken != 0) std::memcpy(bytes_.data() + size_, text.data(), taken);
        size_ = static_cast<std::uint16_t>(size_ + taken);
    }
    void clear() noexcept {
        size_ = 0;
        truncated_ = false;
    }
    [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }
    [[nodiscard]] bool truncated() const noexcept { return truncated_; }

private:
    static_assert(capacity <= UINT16_MAX);

    std::uint16_t size_ = 0;
    bool truncated_ = false;
    std::array<char, capacity> bytes_;
};

/// std::string_view members must point at static text: names out of constexpr tables.
struct AccessRecord {
    static constexpr std::chrono::nanoseconds not_reached{-1};

    std::chrono::system_clock::time_point time;  // of the request's first byte
    BoundedText<32> method;
    BoundedText<512> target;  // path with query, as received
    BoundedText<256> host;
    BoundedText<64> client_address;
    BoundedText<64> peer_address;  // where the connection came from; empty: from the client
    BoundedText<128> request_id;
    BoundedText<64> listener;
    BoundedText<64> route;    // empty: none matched
    BoundedText<64> backend;  // empty: answered by the proxy itself
    BoundedText<64> endpoint;
    BoundedText<64> fallback_from;  // the backend that was chosen and could not; else empty
    std::string_view protocol;      // "HTTP/1.1"
    std::string_view reason;        // RFC 9209 name where the proxy answered or cut off; else empty
    std::string_view key_source;    // "cookie", "header", "client_address" or "random"; else empty
    int status = 0;                 // 0: none was sent
    std::uint64_t bytes_in = 0;     // of the request's body
    std::uint64_t bytes_out = 0;    // of the response's body
    std::chrono::nanoseconds duration{0};
    std::chrono::nanoseconds backend_connect = not_reached;     // not_reached too on a pooled one
    std::chrono::nanoseconds backend_first_byte = not_reached;  // of the response head
    routing::Bucket bucket = 0;                                 // if key_source is set
    std::uint64_t generation = 0;                               // of the configuration
    std::uint16_t attempts = 0;                                 // at backends
    std::uint16_t mirrors = 0;                                  // how many copies were sent
    bool overridden = false;                                    // the override chose the backend
    bool client_left = false;

    /// Everything as new, without touching the text bytes.
    void reset() noexcept;
};

}  // namespace crossfade::observe
