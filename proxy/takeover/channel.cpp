// Abstract names (unix(7)) need no file that could be left behind, and know no permissions: so both
// sides ask the kernel who the other is.
#include "proxy/takeover/channel.hpp"

#include <boost/asio/error.hpp>
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace crossfade::takeover {
namespace {

constexpr int backlog = 16;
constexpr int buffer_size = 1 << 20;
constexpr std::size_t control_size = CMSG_SPACE(max_sockets * sizeof(int));

Error last_error() { return {errno, boost::system::system_category()}; }

struct Address {
    explicit Address(const std::string& place) {
        address.sun_family = AF_UNIX;
        const auto length = std::min(place.size(), sizeof address.sun_path - 1);
        std::memcpy(address.sun_path + 1, place.data(), length);
        size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
    }
    [[nodiscard]] const sockaddr* get() const noexcept {
        return reinterpret_cast<const sockaddr*>(&address);
    }
    sockaddr_un address{};
    socklen_t size = 0;
};

Descriptor new_socket() {
    return Descriptor(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

std::vector<Descriptor> descriptors_of(msghdr& message) {
    std::vector<Descriptor> received;
    for (auto* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        const auto count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t index = 0; index < count; ++index) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(part) + index * sizeof(int), sizeof number);
            received.emplace_back(number);
        }
    }
    return received;
}

// Waits until the descriptor is ready, or has failed.
Error wait_before(Channel::Clock::time_point end, int descriptor, short what) {
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - Channel::Clock::now()).count();
        if (left <= 0) return asio::error::timed_out;
        pollfd entry{descriptor, what, 0};
        const int ready = ::poll(&entry, 1, static_cast<int>(left));
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return last_error();
    }
}

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Channel::Channel(Descriptor descriptor) noexcept : descriptor_(std::move(descriptor)) {
    const int flags = ::fcntl(descriptor_.number(), F_GETFL);
    if (flags >= 0) ::fcntl(descriptor_.number(), F_SETFL, flags | O_NONBLOCK);
    ::setsockopt(descriptor_.number(), SOL_SOCKET, SO_SNDBUF, &buffer_size, sizeof buffer_size);
}

std::optional<int> Channel::peer() const noexcept {
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(descriptor_.number(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) {
        return std::nullopt;
    }
    if (who.uid != ::geteuid()) return std::nullopt;
    return who.pid;
}

Error Channel::send(const Message& message, std::span<const int> descriptors) {
    if (descriptors.size() > max_sockets) return asio::error::invalid_argument;
    auto bytes = to_wire(message);
    if (bytes.size() > max_message) return asio::error::message_size;
    alignas(cmsghdr) std::array<char, control_size> control{};
    iovec part{bytes.data(), bytes.size()};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (!descriptors.empty()) {
        header.msg_control = control.data();
        header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        auto* const rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
    }
    const auto sent = ::sendmsg(descriptor_.number(), &header, MSG_NOSIGNAL);
    const auto error = sent < 0 ? last_error() : Error();
    OPENSSL_cleanse(bytes.data(), bytes.size());  // there may be keys in it
    return error;
}

Result<Received> Channel::receive() {
    std::string bytes(max_message, '\0');
    alignas(cmsghdr) std::array<char, control_size> control{};
    iovec part{bytes.data(), bytes.size()};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const auto size = ::recvmsg(descriptor_.number(), &header, MSG_CMSG_CLOEXEC);
    if (size < 0) return last_error();
    auto descriptors = descriptors_of(header);  // first of all, so that none is left open
    if (size == 0) return Error(asio::error::eof);
    const bool whole = (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0;
    const auto length = static_cast<std::size_t>(size);
    auto message = from_wire(std::string_view(bytes).substr(0, length));
    OPENSSL_cleanse(bytes.data(), length);
    if (!whole || !message) return Error(EPROTO, boost::system::system_category());
    return Received{std::move(*message), std::move(descriptors)};
}

Error Channel::send_before(Clock::time_point end, const Message& message) {
    for (;;) {
        const auto error = send(message);
        if (error != asio::error::would_block) return error;
        if (const auto failed = wait_before(end, descriptor(), POLLOUT)) return failed;
    }
}

Result<Received> Channel::receive_before(Clock::time_point end) {
    for (;;) {
        auto received = receive();
        if (received || received.error() != asio::error::would_block) return received;
        if (const auto failed = wait_before(end, descriptor(), POLLIN)) return failed;
    }
}

void Channel::shut() noexcept { ::shutdown(descriptor_.number(), SHUT_RDWR); }

std::string place_of(const std::string& configuration) {
    std::error_code error;
    auto path = std::filesystem::weakly_canonical(configuration, error).string();
    if (error) path = configuration;
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    ::SHA256(reinterpret_cast<const unsigned char*>(path.data()), path.size(), digest.data());
    std::string place = "crossfade-" + std::to_string(::geteuid()) + "-";
    for (std::size_t index = 0; index < digest.size() / 2; ++index) {
        constexpr const char* digits = "0123456789abcdef";
        place.push_back(digits[digest[index] >> 4U]);
        place.push_back(digits[digest[index] & 15U]);
    }
    return place;
}

Result<Descriptor> listen_at(const std::string& place) {
    auto socket = new_socket();
    const Address address(place);
    if (::bind(socket.number(), address.get(), address.size) != 0 ||
        ::listen(socket.number(), backlog) != 0) {
        return last_error();
    }
    return socket;
}

Result<Channel> connect_to(const std::string& place) {
    auto socket = new_socket();
    const Address address(place);
    if (::connect(socket.number(), address.get(), address.size) != 0) return last_error();
    return Channel(std::move(socket));
}

}  // namespace crossfade::takeover
