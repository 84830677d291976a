// Request ids and trace context (W3C Trace Context, Recommendation 2021): what ties a live request,
// its mirrors and the log lines together.
#pragma once

#include "proxy/observe/random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace crossfade::observe {

/// Section 3.2: the fields of a traceparent.
struct TraceParent {
    std::array<std::uint8_t, 16> trace_id{};
    std::array<std::uint8_t, 8> parent_id{};
    std::uint8_t flags = 0;  // bit 0: sampled

    bool operator==(const TraceParent&) const = default;
};

inline constexpr std::size_t traceparent_size = 55;
using TraceParentText = std::array<char, traceparent_size>;

/// Strictly section 3.2.2: lower-case hex only, ids not all zero, version not ff; version 00 must
/// end after the flags, a later version may go on after a dash (section 4).
[[nodiscard]] std::optional<TraceParent> parse_traceparent(std::string_view text) noexcept;

/// A new span of the parent's trace, or of a new trace if there is none; a new trace is unsampled.
[[nodiscard]] TraceParent make_child(const std::optional<TraceParent>& parent,
                                     Random& random) noexcept;

/// As version 00.
[[nodiscard]] TraceParentText to_text(const TraceParent& trace) noexcept;

inline constexpr std::size_t request_id_size = 36;
using RequestIdText = std::array<char, request_id_size>;

/// A random UUID (RFC 9562 section 5.4) in its text form.
[[nodiscard]] RequestIdText make_request_id(Random& random) noexcept;

}  // namespace crossfade::observe
