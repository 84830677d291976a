// One function writes and one reads each kind; the reader stops at the first thing that is not so.
#include "proxy/takeover/message.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

namespace crossfade::takeover {
namespace {

using Run = routing::Split::Run;

constexpr std::string_view greeting = "crossfade takeover";

class Writer {
public:
    void number(std::uint64_t value) {
        for (unsigned shift = 0; shift < 64; shift += 8) {
            bytes.push_back(static_cast<char>((value >> shift) & 0xffU));
        }
    }
    void text(std::string_view value) {
        number(value.size());
        bytes.append(value);
    }
    template <std::size_t size>
    void raw(const std::array<unsigned char, size>& value) {
        bytes.append(value.begin(), value.end());
    }
    void key(const tls::TicketKey& value) {
        raw(value.name);
        raw(value.cipher);
        raw(value.mac);
    }

    std::string bytes;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        const auto eight = take(8);
        for (std::size_t index = eight.size(); index > 0; --index) {
            value = value << 8U | static_cast<unsigned char>(eight[index - 1]);
        }
        return value;
    }
    /// How many of something follow; each takes a byte at least.
    std::size_t length() {
        const auto value = number();
        if (value > bytes_.size()) good_ = false;
        return good_ ? static_cast<std::size_t>(value) : 0;
    }
    std::string text() { return std::string(take(length())); }
    template <std::size_t size>
    void raw(std::array<unsigned char, size>& value) {
        const auto taken = take(size);
        std::copy(taken.begin(), taken.end(), value.begin());
    }
    void key(tls::TicketKey& value) {
        raw(value.name);
        raw(value.cipher);
        raw(value.mac);
    }
    bool flag() {
        const auto value = number();
        if (value > 1) good_ = false;
        return value == 1;
    }

    [[nodiscard]] bool at_end() const noexcept { return good_ && bytes_.empty(); }

private:
    std::string_view take(std::size_t size) {
        if (size > bytes_.size()) good_ = false;
        if (!good_) return {};
        const auto taken = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return taken;
    }

    std::string_view bytes_;
    bool good_ = true;
};

void write(Writer& out, const Hello& hello) {
    out.text(greeting);
    out.number(hello.version);
}
void write(Writer& out, const Refusal& refusal) { out.text(refusal.reason); }
void write(Writer& out, const About& about) {
    out.number(about.generation);
    out.text(about.version);
}
void write(Writer& out, const Sockets& sockets) { out.number(sockets.count); }
void write(Writer& out, const SplitState& split) {
    out.text(split.route);
    out.number(split.overridden ? 1 : 0);
    out.number(split.backends.size());
    for (const auto& backend : split.backends) out.text(backend);
    out.number(split.runs.size());
    for (const auto& owned : split.runs) {
        out.number(owned.size());
        for (const auto& run : owned) {
            out.number(run.first);
            out.number(run.last);
            out.number(run.upward ? 1 : 0);
        }
    }
}
void write(Writer& out, const TicketState& ticket) {
    out.text(ticket.listener);
    out.number(static_cast<std::uint64_t>(ticket.keys.since.time_since_epoch().count()));
    out.number(ticket.keys.has_previous ? 1 : 0);
    out.key(ticket.keys.current);
    out.key(ticket.keys.previous);
}
void write(Writer& /*out*/, const Complete& /*nothing*/) {}
void write(Writer& /*out*/, const Serving& /*nothing*/) {}
void write(Writer& /*out*/, const Leaving& /*nothing*/) {}

bool read(Reader& in, Hello& hello) {
    const bool greeted = in.text() == greeting;
    hello.version = static_cast<std::uint32_t>(in.number());
    return greeted;
}
bool read(Reader& in, Refusal& refusal) {
    refusal.reason = in.text();
    return true;
}
bool read(Reader& in, About& about) {
    about.generation = in.number();
    about.version = in.text();
    return true;
}
bool read(Reader& in, Sockets& sockets) {
    const auto count = in.number();
    sockets.count = static_cast<std::uint32_t>(count);
    return count > 0 && count <= max_sockets;
}
bool read_run(Reader& in, Run& run) {
    const auto first = in.number();
    const auto last = in.number();
    run.upward = in.flag();
    run.first = static_cast<routing::Bucket>(first);
    run.last = static_cast<routing::Bucket>(last);
    return first < last && last <= routing::Share::whole;
}
bool read(Reader& in, SplitState& split) {
    split.route = in.text();
    split.overridden = in.flag();
    for (auto left = in.length(); left > 0; --left) split.backends.push_back(in.text());
    for (auto left = in.length(); left > 0; --left) {
        auto& owned = split.runs.emplace_back();
        for (auto runs = in.length(); runs > 0; --runs) {
            if (!read_run(in, owned.emplace_back())) return false;
        }
    }
    return split.backends.size() == split.runs.size();
}
bool read(Reader& in, TicketState& ticket) {
    using Clock = tls::TicketKeys::Clock;
    ticket.listener = in.text();
    const auto since = static_cast<Clock::rep>(in.number());
    ticket.keys.since = Clock::time_point(Clock::duration(since));
    ticket.keys.has_previous = in.flag();
    in.key(ticket.keys.current);
    in.key(ticket.keys.previous);
    // Whatever it is, it is no time to come: the difference to now must not overflow.
    return since >= 0 && ticket.keys.since <= Clock::now();
}
bool read(Reader& /*in*/, Complete& /*nothing*/) { return true; }
bool read(Reader& /*in*/, Serving& /*nothing*/) { return true; }
bool read(Reader& /*in*/, Leaving& /*nothing*/) { return true; }

// The first byte is the place in the variant.
template <std::size_t kind = 0>
std::optional<Message> read_kind(std::size_t wanted, Reader& in) {
    if constexpr (kind == std::variant_size_v<Message>) {
        return std::nullopt;
    } else {
        if (kind != wanted) return read_kind<kind + 1>(wanted, in);
        std::variant_alternative_t<kind, Message> message;
        if (!read(in, message) || !in.at_end()) return std::nullopt;
        return Message(std::in_place_index<kind>, std::move(message));
    }
}

}  // namespace

std::string to_wire(const Message& message) {
    Writer out;
    out.bytes.push_back(static_cast<char>(message.index()));
    std::visit([&out](const auto& each) { write(out, each); }, message);
    return std::move(out.bytes);
}

std::optional<Message> from_wire(std::string_view bytes) {
    if (bytes.empty() || bytes.size() > max_message) return std::nullopt;
    Reader in(bytes.substr(1));
    return read_kind(static_cast<unsigned char>(bytes.front()), in);
}

}  // namespace crossfade::takeover
