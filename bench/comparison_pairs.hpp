// The pairs that the comparison is measured with: what shops answer, with one field changed.
#pragma once

#include "proxy/compare/pair.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace crossfade::bench {

/// An order of about 512 bytes, without white space.
inline std::string order(std::size_t number, const char* status) {
    const std::string id = std::to_string(number);
    return R"({"id":)" + id + R"(,"number":"A-2026-)" + id + R"(","status":")" + status +
           R"(","created_at":"2026-03-01T09:12:44Z","customer":{"id":4711,"name":"Jos\u00e9 Müller",)"
           R"("email":"jose@example.org","vip":false},"lines":[{"sku":"KB-100","title":"Keyboard",)"
           R"("quantity":1,"price":49.90,"tags":["wired","de"]},{"sku":"MS-220","title":"Mouse",)"
           R"("quantity":2,"price":19.95,"tags":[]}],"total":89.80,"currency":"EUR","address":)"
           R"({"street":"Lange Gasse 7","city":"Ulm","zip":"89073","country":"DE"},"note":null,)"
           R"("links":{"self":"/orders/)" +
           id + R"("},"paid":true})";
}

/// About `size` bytes of orders, of which the one in the middle has the status given.
inline std::string orders(std::size_t size, const char* status) {
    const std::size_t count = size / (order(100'000, "shipped").size() + 1);
    std::string text = R"({"page":1,"items":[)";
    for (std::size_t i = 0; i < count; ++i) {
        if (i != 0) text += ',';
        text += order(100'000 + i, i == count / 2 ? status : "shipped");
    }
    return text + "]}";
}

/// Every tenth order changed: what differs is all over the text.
inline std::string orders_often_changed(std::size_t size, const char* status) {
    const std::size_t count = size / (order(100'000, "shipped").size() + 1);
    std::string text = R"({"page":1,"items":[)";
    for (std::size_t i = 0; i < count; ++i) {
        if (i != 0) text += ',';
        text += order(100'000 + i, i % 10 == 5 ? status : "shipped");
    }
    return text + "]}";
}

inline compare::HeaderList headers(const std::string& length, const char* second, const char* id) {
    return {{"Date", std::string("Sun, 01 Mar 2026 09:12:") + second + " GMT"},
            {"Content-Type", "application/json; charset=utf-8"},
            {"Content-Length", length},
            {"Server", "nginx"},
            {"Cache-Control", "private, max-age=0"},
            {"Vary", "Accept-Encoding"},
            {"X-Request-Id", id},
            {"Strict-Transport-Security", "max-age=31536000"}};
}

inline compare::Pair pair_of(std::string live, std::string shadow) {
    compare::Pair pair;
    pair.id = "1";
    pair.route = "orders";
    pair.request = {"GET", "/orders/7", {}, {}};
    pair.live.status = pair.shadow.status = 200;
    pair.live.headers = headers(std::to_string(live.size()), "44", "5f0c2c9e6a");
    pair.shadow.headers = headers(std::to_string(shadow.size()), "45", "9b1d77aa02");
    pair.live.body = std::move(live);
    pair.shadow.body = std::move(shadow);
    return pair;
}

}  // namespace crossfade::bench
