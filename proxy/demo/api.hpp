// What the demo's APIs have in common: a request as plain values, an answer, and the shop's data,
// all of it computed from ids so that every run sees the same.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::demo {

struct ApiRequest {
    std::string method;
    std::string path;
    std::string query;
    std::string authorization;
    bool has_cookie = false;
    std::string body;
};

struct ApiAnswer {
    int status = 200;
    std::string body;  // JSON
    std::vector<std::pair<std::string, std::string>> fields{};
    std::chrono::milliseconds delay{1};  // what the API takes to think
};

using Api = ApiAnswer (*)(const ApiRequest& request);

/// The parts of "/users/17/invoices": "users", "17", "invoices".
[[nodiscard]] std::vector<std::string_view> segments_of(std::string_view path);
[[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view text);
/// Of "page=2": number_in(query, "page"); nothing if it is not there or no number.
[[nodiscard]] std::optional<std::uint64_t> number_in(std::string_view query, std::string_view name);

struct User {
    std::uint64_t id = 0;
    std::string name;
    std::string email;
    std::optional<std::string> nickname;
    std::uint64_t invoices = 0;
};

struct Item {
    std::string sku;
    std::uint64_t quantity = 0;
    std::uint64_t cents = 0;
};

struct Order {
    std::uint64_t id = 0;
    std::uint64_t user = 0;
    std::vector<Item> items;
    std::uint64_t cents = 0;
    std::optional<std::int64_t> shipped;  // seconds since the epoch
};

[[nodiscard]] User user(std::uint64_t id);
[[nodiscard]] Order order(std::uint64_t id);
/// Ids of a user's orders.
[[nodiscard]] std::vector<std::uint64_t> orders_of(std::uint64_t user);
/// By sku.
[[nodiscard]] std::vector<Item> products(std::string_view category, std::uint64_t page);

[[nodiscard]] std::int64_t now();
/// True for about that many calls of a hundred, by nothing but chance.
[[nodiscard]] bool sometimes(unsigned percent);
/// True again and again for a twentieth of a second: a replica that has not caught up yet.
[[nodiscard]] bool replica_is_behind();
/// "2026-03-04T10:11:12" and the zone's own writing behind it.
[[nodiscard]] std::string time_text(std::int64_t seconds, std::string_view zone);
/// "12.50"
[[nodiscard]] std::string money(std::uint64_t cents);
/// A JSON string; the demo's texts need no escapes.
[[nodiscard]] std::string quoted(std::string_view text);

[[nodiscard]] ApiAnswer not_found();
[[nodiscard]] ApiAnswer health();

}  // namespace crossfade::demo
