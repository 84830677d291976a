// A shadow with one fault, for shadow_faults.py: a thread for each connection, because what it does
// is mostly nothing. Not a server to learn from.
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace {

using Fault = void (*)(int socket);

bool receive(int socket) {
    std::array<char, 65'536> buffer{};
    return ::recv(socket, buffer.data(), buffer.size(), 0) > 0;
}

bool send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void never_answers(int socket) {
    while (receive(socket)) continue;
}

void never_reads(int socket) {
    pollfd left{socket, POLLRDHUP, 0};
    ::poll(&left, 1, -1);
}

void gigabyte(int socket) {
    constexpr std::size_t pieces = std::size_t{1} << 14U;
    static const std::string piece(std::size_t{1} << 16U, 'x');
    if (!receive(socket)) return;
    bool taken = send_all(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
    for (std::size_t sent = 0; taken && sent < pieces; ++sent) taken = send_all(socket, piece);
}

void endless(int socket) {
    static const std::string chunk = "10000\r\n" + std::string(std::size_t{1} << 16U, 'x') + "\r\n";
    if (!receive(socket)) return;
    bool taken = send_all(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (taken) taken = send_all(socket, chunk);
}

void garbage(int socket) {
    if (receive(socket)) send_all(socket, "\x01\x02 this is no HTTP\r\n\r\n");
}

void resets(int socket) {
    receive(socket);
    const linger at_once{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void drips(int socket) {
    if (!receive(socket)) return;
    const std::string answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + std::string(9'999, 'x');
    for (const char& byte : answer) {
        if (!send_all(socket, {&byte, 1})) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

const std::map<std::string_view, Fault> faults{{"never_answers", never_answers},
                                               {"never_reads", never_reads},
                                               {"gigabyte", gigabyte},
                                               {"endless", endless},
                                               {"garbage", garbage},
                                               {"resets", resets},
                                               {"drips", drips}};

int listen_on(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool bound =
        ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    return bound && ::listen(socket, 1024) == 0 ? socket : -1;
}

}  // namespace

int main(int count, char** arguments) {
    const auto found = count == 3 ? faults.find(arguments[1]) : faults.end();
    std::uint16_t port = 0;
    if (count == 3) std::from_chars(arguments[2], arguments[2] + std::strlen(arguments[2]), port);
    if (found == faults.end() || port == 0) {
        std::fputs("usage: bench_fault_origin FAULT PORT\n", stderr);
        return 2;
    }
    const int listener = listen_on(port);
    if (listener < 0) {
        std::perror("bench_fault_origin");
        return 1;
    }
    for (;;) {
        const int socket = ::accept(listener, nullptr, nullptr);
        if (socket < 0) continue;
        std::thread([socket, behave = found->second] {
            behave(socket);
            ::close(socket);
        }).detach();
    }
}
