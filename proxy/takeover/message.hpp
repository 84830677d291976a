// The messages of a takeover, each one datagram. The process that takes over says hello; the
// running one tells what it has (about, sockets, splits, tickets, complete); the new one serves and
// says so; the running one says how its splits are now, and that it leaves. Numbers are
// little-endian, texts and lists come with their length.
#pragma once

#include "proxy/takeover/state.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace crossfade::takeover {

/// To be raised when a message changes; another number is refused.
inline constexpr std::uint32_t wire_version = 1;
inline constexpr std::size_t max_message = std::size_t{128} * 1024;
inline constexpr std::size_t max_sockets = 64;  // descriptors with one message

struct Hello {
    std::uint32_t version = wire_version;
};
struct Refusal {
    std::string reason;
};
struct About {
    std::uint64_t generation = 0;
    std::string version;
};
/// Descriptors come with it.
struct Sockets {
    std::uint32_t count = 0;
};
struct Complete {};
struct Serving {};
struct Leaving {};

using Message = std::
    variant<Hello, Refusal, About, Sockets, SplitState, TicketState, Complete, Serving, Leaving>;

[[nodiscard]] std::string to_wire(const Message& message);

/// Nothing for what no to_wire() made. A split's runs are to be judged by routing::Split.
[[nodiscard]] std::optional<Message> from_wire(std::string_view bytes);

}  // namespace crossfade::takeover
