// Load at a given rate on two sides by turns, for shadow_faults.py: short windows on connections
// that stay open, so that what disturbs the machine can be told from what the sides differ in. Says
// of each window which latencies there were. Not a client to learn from: it trusts its peers.
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <random>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

constexpr int connections_of_a_side = 64;
constexpr std::string_view expected = "\r\ncontent-length: 512\r\n";
constexpr std::size_t expected_size = 512;
constexpr auto settle = std::chrono::milliseconds(10);  // of a window, in which nothing is counted

struct Window {
    std::size_t side = 0;
    Time counts_from;
    std::map<long, long> latencies;  // microseconds: how many
};

struct Request {
    Time due;
    Window* window = nullptr;
};

struct Connection {
    int socket = -1;
    std::size_t side = 0;
    bool busy = false;
    std::size_t sent = 0;  // of the request
    std::string received;
    Request asked;
};

struct Side {
    std::string request;
    std::vector<Connection*> idle;
    std::deque<Request> waiting;  // for one of these
};

[[noreturn]] void fail(const char* what) {
    std::perror(what);
    std::exit(1);
}

template <class Number>
Number number(const char* text) {
    Number value{};
    std::from_chars(text, text + std::strlen(text), value);
    return value;
}

std::string make_request(std::string_view host, std::size_t body) {
    std::string request = body > 0 ? "POST" : "GET";
    request.append(" /512 HTTP/1.1\r\nHost: ").append(host).append("\r\n");
    if (body > 0) request.append("Content-Length: ").append(std::to_string(body)).append("\r\n");
    request.append("\r\n").append(body, 'x');
    return request;
}

class Pacer {
public:
    Pacer(double rate, std::chrono::milliseconds window)
        : gap_(1e9 / rate), length_(window), poll_(::epoll_create1(0)) {}

    void add_side(std::uint16_t port, std::string request) {
        sides_.push_back({std::move(request), {}, {}});
        for (int count = 0; count < connections_of_a_side; ++count) connect(port);
    }

    void run(std::chrono::seconds duration) {
        ::prctl(PR_SET_TIMERSLACK, 1UL);
        const auto begin = Clock::now();
        next_ = begin;
        while (next_ < begin + duration) {
            while (next_ <= Clock::now()) schedule(begin);
            wait(next_);
        }
        const auto end = Clock::now() + std::chrono::seconds(1);
        while (Clock::now() < end) wait(end);  // for what is under way
    }

    void print() const {
        for (const auto& window : windows_) {
            std::printf("window %zu", window.side);
            for (const auto& [latency, count] : window.latencies) {
                std::printf(" %ld:%ld", latency, count);
            }
            std::printf("\n");
        }
        std::printf("wrong answers: %ld\n", wrong_);
    }

private:
    void connect(std::uint16_t port) {
        auto connection = std::make_unique<Connection>();
        connection->socket = ::socket(AF_INET, SOCK_STREAM, 0);
        connection->side = sides_.size() - 1;
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const auto* to = reinterpret_cast<const sockaddr*>(&address);
        if (::connect(connection->socket, to, sizeof address) != 0) fail("connect");
        const int on = 1;
        ::setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{};
        event.events = EPOLLIN | EPOLLOUT | EPOLLET;
        event.data.ptr = connection.get();
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, connection->socket, &event);
        sides_.back().idle.push_back(connection.get());
        connections_.push_back(std::move(connection));
    }

    // One request more is due. Of two windows each side gets one, in an order drawn by lot, with
    // which nothing else on the machine keeps step.
    void schedule(Time begin) {
        const auto index = static_cast<std::size_t>((next_ - begin) / length_);
        while (windows_.size() <= index) {
            const auto number = windows_.size();
            const std::size_t side = number % 2 == 0 ? random_() % 2 : 1 - windows_.back().side;
            windows_.push_back({side, begin + static_cast<long>(number) * length_ + settle, {}});
        }
        auto& side = sides_[windows_.back().side];
        side.waiting.push_back({next_, &windows_.back()});
        next_ += std::chrono::nanoseconds(static_cast<long>(between_(random_) * gap_));
        serve(side);
    }

    void serve(Side& side) {
        while (!side.waiting.empty() && !side.idle.empty()) {
            auto& connection = *side.idle.back();
            side.idle.pop_back();
            connection.busy = true;
            connection.sent = 0;
            connection.asked = side.waiting.front();
            side.waiting.pop_front();
            send(connection);
        }
    }

    void wait(Time until) {
        const auto left = std::max(until - Clock::now(), Clock::duration(0));
        const timespec timeout{std::chrono::duration_cast<std::chrono::seconds>(left).count(),
                               (left % std::chrono::seconds(1)).count()};
        std::array<epoll_event, 256> events{};
        const int count = ::epoll_pwait2(poll_, events.data(), events.size(), &timeout, nullptr);
        for (int index = 0; index < count; ++index) {
            auto& connection = *static_cast<Connection*>(events[index].data.ptr);
            if (connection.busy) send(connection);
            receive(connection);
        }
    }

    void send(Connection& connection) {
        const std::string_view request = sides_[connection.side].request;
        while (connection.sent < request.size()) {
            const auto rest = request.substr(connection.sent);
            const auto count =
                ::send(connection.socket, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count <= 0) return;
            connection.sent += static_cast<std::size_t>(count);
        }
    }

    void receive(Connection& connection) {
        std::array<char, 16'384> buffer;
        for (;;) {
            const auto count =
                ::recv(connection.socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (count == 0) {
                std::fputs("a connection was closed\n", stderr);
                std::exit(1);
            }
            if (count < 0) break;
            connection.received.append(buffer.data(), static_cast<std::size_t>(count));
        }
        const auto head = connection.received.find("\r\n\r\n");
        if (head == std::string::npos) return;
        if (!is_right({connection.received.data(), head + 2})) {
            ++wrong_;  // how long it is is not known, so the connection is of no use any more
            connection.received.clear();
        } else if (connection.received.size() >= head + 4 + expected_size) {
            finish(connection);
        }
    }

    static bool is_right(std::string_view head) {
        std::string lower(head);
        std::transform(lower.begin(), lower.end(), lower.begin(), ::tolower);
        return lower.starts_with("http/1.1 200 ") && lower.find(expected) != std::string::npos;
    }

    void finish(Connection& connection) {
        const auto& [due, window] = connection.asked;
        const auto took = Clock::now() - due;
        if (due >= window->counts_from) {
            ++window
                  ->latencies[std::chrono::duration_cast<std::chrono::microseconds>(took).count()];
        }
        connection.received.clear();
        connection.busy = false;
        auto& side = sides_[connection.side];
        side.idle.push_back(&connection);
        serve(side);
    }

    double gap_;  // nanoseconds between two requests, in the mean
    std::chrono::nanoseconds length_;
    int poll_;
    std::vector<Side> sides_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::deque<Window> windows_;
    Time next_;
    long wrong_ = 0;
    std::mt19937_64 random_{1};
    std::exponential_distribution<double> between_;
};

}  // namespace

int main(int count, char** arguments) {
    if (count != 9) {
        std::fputs("usage: bench_pacer PORT HOST PORT HOST BODY RATE SECONDS MILLISECONDS\n",
                   stderr);
        return 2;
    }
    const auto body = number<std::size_t>(arguments[5]);
    Pacer pacer(number<double>(arguments[6]), std::chrono::milliseconds(number<int>(arguments[8])));
    for (const int side : {1, 3}) {
        pacer.add_side(number<std::uint16_t>(arguments[side]),
                       make_request(arguments[side + 1], body));
    }
    pacer.run(std::chrono::seconds(number<int>(arguments[7])));
    pacer.print();
}
