// Every value follows from an id by arithmetic, so both shops can tell it without a database.
#include "proxy/demo/api.hpp"

#include "routing/field.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace crossfade::demo {
namespace {

// Spreads neighbouring ids (the finaliser of splitmix64, public domain).
std::uint64_t spread(std::uint64_t value) noexcept {
    value += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

Item product(std::uint64_t number) {
    return {"sku-" + std::to_string(1000 + number % 9000), 1, 150 + spread(number) % 9900};
}

}  // namespace

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        const auto slash = std::min(path.find('/'), path.size());
        if (slash > 0) segments.push_back(path.substr(0, slash));
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return segments;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> number_in(std::string_view query, std::string_view name) {
    const auto value = routing::find_query(query, name);
    return value ? number_of(*value) : std::nullopt;
}

User user(std::uint64_t id) {
    static constexpr std::array names{
        "Ada", "Grace", "Edsger", "Barbara", "Donald", "Frances", "Alan", "Radia"};
    const auto seed = spread(id);
    User user;
    user.id = id;
    user.name = names[seed % names.size()];
    user.email = "user" + std::to_string(id) + "@example.com";
    if (seed / 16 % 5 != 0) user.nickname = "nick" + std::to_string(id);
    user.invoices = seed / 256 % 8;
    return user;
}

Order order(std::uint64_t id) {
    Order order;
    order.id = id;
    order.user = id / 10;
    const auto seed = spread(id);
    for (std::uint64_t index = 0; index <= seed % 3; ++index) {
        auto item = product(seed / 8 + index * 17);
        item.quantity = 1 + seed / 64 % 3;
        order.cents += item.quantity * item.cents;
        order.items.push_back(std::move(item));
    }
    constexpr std::int64_t first_day = 1'767'225'600;  // 2026-01-01
    if (seed / 512 % 6 == 0) {
        order.shipped = first_day + static_cast<std::int64_t>(seed % 10'000'000);
    }
    return order;
}

std::vector<std::uint64_t> orders_of(std::uint64_t user) {
    std::vector<std::uint64_t> ids;
    for (std::uint64_t index = 0; index < spread(user) % 4; ++index)
        ids.push_back(user * 10 + index);
    return ids;
}

std::vector<Item> products(std::string_view category, std::uint64_t page) {
    std::uint64_t start = page * 31;
    for (const char c : category) start = start * 7 + static_cast<unsigned char>(c);
    std::vector<Item> items;
    for (std::uint64_t index = 0; index < 6; ++index) items.push_back(product(start + index * 13));
    std::sort(
        items.begin(), items.end(), [](const Item& a, const Item& b) { return a.sku < b.sku; });
    return items;
}

std::int64_t now() { return std::time(nullptr); }

bool sometimes(unsigned percent) {
    const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count();
    return spread(static_cast<std::uint64_t>(ticks)) % 100 < percent;
}

bool replica_is_behind() {
    constexpr auto while_behind = std::chrono::milliseconds(50);
    constexpr int every = 8;
    return std::chrono::steady_clock::now().time_since_epoch() / while_behind % every == 0;
}

std::string time_text(std::int64_t seconds, std::string_view zone) {
    const std::time_t time = seconds;
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    return std::string(text.data(), size).append(zone);
}

std::string money(std::uint64_t cents) {
    const auto fraction = std::to_string(cents % 100);
    return std::to_string(cents / 100) + (fraction.size() < 2 ? ".0" : ".") + fraction;
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

ApiAnswer not_found() { return {404, "{\"error\":\"not found\"}"}; }

ApiAnswer health() { return {200, "{\"status\":\"ok\"}"}; }

}  // namespace crossfade::demo
