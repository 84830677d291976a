// The backend of the load benchmark: the least that can answer HTTP/1.1, so that what is measured
// is the proxy in front. One epoll loop; `GET /512` (any path that ends in a number) answers that
// many bytes of JSON, any request body of a stated length is drained. Not a server to learn from:
// it trusts its peers.
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>

namespace {

constexpr std::size_t receive_size = 64 * 1024;
constexpr std::size_t largest_response = std::size_t{64} << 20U;

struct Connection {
    std::string received;      // not yet understood: less than one head
    std::size_t to_drain = 0;  // bytes of the current request's body still to come
    std::string unsent;
};

using Responses = std::map<std::size_t, std::string>;

constexpr std::string_view response_head =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";

std::string make_response(std::size_t size) {
    std::string body = R"({"id":42,"name":"widget","price":19.95,"tags":["a","b"],"pad":")";
    const std::string_view end = R"("})";
    if (size < body.size() + end.size()) {
        body.assign(size, '1');
    } else {
        body.append(size - body.size() - end.size(), 'x');
        body.append(end);
    }
    return std::string(response_head) + std::to_string(size) + "\r\n\r\n" + body;
}

std::string make_count(std::size_t count) {
    const std::string body = std::to_string(count);
    return std::string(response_head) + std::to_string(body.size()) + "\r\n\r\n" + body;
}

const std::string& response_of(Responses& responses, std::size_t size) {
    auto found = responses.find(size);
    if (found == responses.end()) {
        found = responses.emplace(size, make_response(size)).first;
    }
    return found->second;
}

std::size_t size_asked_for(std::string_view head) {
    const std::size_t begin = head.find(' ') + 1;
    const std::string_view target = head.substr(begin, head.find(' ', begin) - begin);
    const std::string_view path = target.substr(0, target.find('?'));
    std::size_t first = path.size();
    while (first > 0 && path[first - 1] >= '0' && path[first - 1] <= '9') {
        --first;
    }
    std::size_t size = 512;
    std::from_chars(path.data() + first, path.data() + path.size(), size);
    return std::min(size, largest_response);
}

std::size_t body_length(std::string_view head) {
    for (std::size_t line = head.find("\r\n"); line + 2 < head.size();
         line = head.find("\r\n", line + 2)) {
        constexpr std::string_view name = "content-length:";
        const char* field = head.data() + line + 2;
        if (head.size() - line - 2 < name.size() ||
            ::strncasecmp(field, name.data(), name.size()) != 0) {
            continue;
        }
        const char* digits = field + name.size();
        while (*digits == ' ') {
            ++digits;
        }
        std::size_t length = 0;
        std::from_chars(digits, head.data() + head.size(), length);
        return length;
    }
    return 0;
}

/// Takes every whole request out of what was received and queues its response.
void answer(Connection& connection, Responses& responses, std::size_t& answered) {
    std::string_view rest = connection.received;
    while (!rest.empty()) {
        if (connection.to_drain > 0) {
            const std::size_t drained = std::min(connection.to_drain, rest.size());
            connection.to_drain -= drained;
            rest.remove_prefix(drained);
            continue;
        }
        const std::size_t end = rest.find("\r\n\r\n");
        if (end == std::string_view::npos) {
            break;
        }
        const std::string_view head = rest.substr(0, end + 4);
        connection.to_drain = body_length(head);
        if (head.substr(0, 11) == "GET /count ") {
            connection.unsent += make_count(answered);
        } else {
            connection.unsent += response_of(responses, size_asked_for(head));
            ++answered;
        }
        rest.remove_prefix(head.size());
    }
    connection.received.erase(0, connection.received.size() - rest.size());
}

/// False if the connection is of no more use.
bool flush(int socket, Connection& connection) {
    std::size_t sent = 0;
    while (sent < connection.unsent.size()) {
        const ssize_t count = ::send(
            socket, connection.unsent.data() + sent, connection.unsent.size() - sent, MSG_NOSIGNAL);
        if (count < 0) {
            if (errno != EAGAIN) {
                return false;
            }
            break;
        }
        sent += static_cast<std::size_t>(count);
    }
    connection.unsent.erase(0, sent);
    return true;
}

/// False if the peer is gone. One read per readiness: level triggering tells if there is more.
bool receive(int socket, Connection& connection) {
    static std::array<char, receive_size> buffer;
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (count > 0) {
        connection.received.append(buffer.data(), static_cast<std::size_t>(count));
        return true;
    }
    return count < 0 && errno == EAGAIN;
}

class Origin {
public:
    explicit Origin(std::uint16_t port) : listener_(listen_on(port)), epoll_(::epoll_create1(0)) {
        watch(listener_, EPOLL_CTL_ADD, EPOLLIN);
    }

    [[nodiscard]] bool usable() const { return listener_ >= 0 && epoll_ >= 0; }

    [[noreturn]] void serve() {
        std::array<epoll_event, 256> events{};
        for (;;) {
            const int ready = ::epoll_wait(epoll_, events.data(), events.size(), -1);
            for (int i = 0; i < ready; ++i) {
                const epoll_event& event = events.at(static_cast<std::size_t>(i));
                event.data.fd == listener_ ? accept_all() : handle(event.data.fd, event.events);
            }
        }
    }

private:
    static int listen_on(std::uint16_t port) {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        const int on = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(socket, 1024) != 0) {
            return -1;
        }
        return socket;
    }

    void watch(int socket, int operation, std::uint32_t what) const {
        epoll_event event{};
        event.events = what;
        event.data.fd = socket;
        ::epoll_ctl(epoll_, operation, socket, &event);
    }

    void accept_all() {
        for (;;) {
            const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
            if (socket < 0) {
                return;
            }
            const int on = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            connections_[socket] = std::make_unique<Connection>();
            watch(socket, EPOLL_CTL_ADD, EPOLLIN);
        }
    }

    void handle(int socket, std::uint32_t events) {
        Connection& connection = *connections_[socket];
        const bool was_blocked = !connection.unsent.empty();
        if ((events & EPOLLIN) != 0 && !receive(socket, connection)) {
            return close(socket);
        }
        answer(connection, responses_, answered_);
        if ((events & (EPOLLERR | EPOLLHUP)) != 0 || !flush(socket, connection)) {
            return close(socket);
        }
        const bool blocked = !connection.unsent.empty();
        if (blocked != was_blocked) {
            watch(socket, EPOLL_CTL_MOD, blocked ? EPOLLOUT : EPOLLIN);
        }
    }

    void close(int socket) {
        connections_.erase(socket);
        ::close(socket);
    }

    int listener_;
    int epoll_;
    Responses responses_;
    std::size_t answered_ = 0;
    std::unordered_map<int, std::unique_ptr<Connection>> connections_;
};

}  // namespace

int main(int count, char** arguments) {
    std::uint16_t port = 0;
    if (count == 2) {
        const std::string_view text = arguments[1];
        std::from_chars(text.data(), text.data() + text.size(), port);
    }
    if (port == 0) {
        std::fputs("usage: bench_origin PORT\n", stderr);
        return 2;
    }
    Origin origin(port);
    if (!origin.usable()) {
        std::perror("bench_origin");
        return 1;
    }
    origin.serve();
}
