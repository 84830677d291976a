// One thread per connection, each with its share of the requests and a generator of its own.
#include "proxy/demo/traffic.hpp"

#include <array>
#include <optional>
#include <thread>
#include <vector>

namespace crossfade::demo {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t users = 2'000;

// The standard distributions differ between libraries; this is the same everywhere.
std::uint64_t below(std::mt19937_64& random, std::uint64_t limit) { return random() % limit; }

std::string product_page(std::mt19937_64& random) {
    static constexpr std::array categories{
        "books", "books", "garden", "garden", "kitchen", "sale", "archive", "archive"};
    const std::string category = categories[below(random, categories.size())];
    return "/products?category=" + category + "&page=" + std::to_string(1 + below(random, 20));
}

// One client in forty still sends a form, which the mirror's rewrite cannot be applied to.
void make_payment(h1::BlockingRequest& request, std::mt19937_64& random, std::uint64_t user) {
    const auto cents = std::to_string(100 + below(random, 9'900));
    const auto account = "acct-" + std::to_string(user);
    request.method = "POST";
    request.target = "/payments";
    if (below(random, 40) == 0) {
        request.fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        request.body = "account=" + account + "&cents=" + cents;
        return;
    }
    request.fields.emplace_back("Content-Type", "application/json");
    request.fields.emplace_back("Authorization", "Bearer live-token-of-" + account);
    request.body = "{\"account\":\"" + account + "\",\"cents\":" + cents +
                   ",\"card\":{\"number\":\"4111 1111 1111 1111\"}}";
}

struct Share {
    TrafficPlan plan;
    std::size_t requests = 0;
    std::uint64_t seed = 0;
    Clock::time_point end;
};

// What one connection sends; it opens another one after a failure.
TrafficResult send_share(const Share& share, const std::atomic<bool>& stop) {
    h1::BlockingLimits limits;
    limits.timeout = std::chrono::milliseconds(5'000);
    std::mt19937_64 random(share.seed);
    std::optional<h1::BlockingClient> client;
    TrafficResult result;
    for (std::size_t sent = 0; sent < share.requests; ++sent) {
        if (stop.load() || Clock::now() >= share.end) break;
        const auto request = next_request(random);
        if (!client) {
            auto connected = h1::BlockingClient::connect("127.0.0.1", share.plan.port, limits);
            if (!connected) {
                ++result.failed;
                break;
            }
            client.emplace(std::move(*connected));
        }
        const auto response = client->ask(request);
        ++(response ? result.answered : result.failed);
        if (!response || !response->keep_alive) client.reset();
        if (share.plan.pause.count() > 0) std::this_thread::sleep_for(share.plan.pause);
    }
    return result;
}

}  // namespace

h1::BlockingRequest next_request(std::mt19937_64& random) {
    const auto user = 1 + below(random, users);
    const auto number = std::to_string(user);
    h1::BlockingRequest request;
    request.host = "shop.example.com";
    request.fields.emplace_back("Cookie", "session_id=s-" + number);
    request.fields.emplace_back("Accept", "application/json");
    const auto kind = below(random, 100);
    if (kind < 30) {
        request.target = "/users/" + number;
    } else if (kind < 36) {
        request.target = "/users/" + number + "/invoices";
    } else if (kind < 48) {
        request.target = "/orders?user=" + number;
    } else if (kind < 70) {
        request.target = "/orders/" + std::to_string(user * 10 + below(random, 4));
    } else if (kind < 90) {
        request.target = product_page(random);
    } else if (kind < 98) {
        make_payment(request, random, user);
    } else {
        request.target = "/health";
    }
    return request;
}

TrafficResult send_traffic(const TrafficPlan& plan, const std::atomic<bool>& stop) {
    const auto start = Clock::now();
    std::vector<TrafficResult> results(plan.connections);
    std::vector<std::thread> threads;
    for (std::size_t index = 0; index < plan.connections; ++index) {
        const Share share{plan,
                          plan.requests * (index + 1) / plan.connections -
                              plan.requests * index / plan.connections,
                          plan.seed * 1'000 + index,
                          start + plan.time_limit};
        threads.emplace_back(
            [&result = results[index], share, &stop] { result = send_share(share, stop); });
    }
    for (auto& thread : threads) thread.join();
    TrafficResult total;
    for (const auto& result : results) {
        total.answered += result.answered;
        total.failed += result.failed;
    }
    total.time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
    return total;
}

}  // namespace crossfade::demo
