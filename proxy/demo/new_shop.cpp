// The API written anew. Every difference from the legacy one is here on purpose, and each is one
// that a client would notice; what only looks different is covered by a rule of the configuration.
#include "proxy/demo/shops.hpp"
#include "routing/field.hpp"

#include <algorithm>

namespace crossfade::demo {
namespace {

// Writes 12.5 for 12.50: the same number.
std::string shortest(std::uint64_t cents) {
    auto text = money(cents);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

constexpr unsigned users_online = 4;  // of a hundred

// A field without a value is left out instead of null.
ApiAnswer show_user(std::uint64_t id) {
    const auto found = user(id);
    const auto nickname = found.nickname ? ",\"nickname\":" + quoted(*found.nickname) : "";
    return {200,
            "{\"email\":" + quoted(found.email) + ",\"id\":" + std::to_string(id) +
                ",\"name\":" + quoted(found.name) + nickname +
                ",\"online\":" + (sometimes(users_online) ? "true" : "false") + "}"};
}

// Nothing there is 404 instead of an empty list.
ApiAnswer show_invoices(std::uint64_t id) {
    const auto count = user(id).invoices;
    if (count == 0) return not_found();
    std::string list;
    for (std::uint64_t index = 0; index < count; ++index) {
        list.append(list.empty() ? "" : ",")
            .append("{\"number\":" + std::to_string(index + 1) + "}");
    }
    return {200, "{\"invoices\":[" + list + "]}"};
}

// The customer's id became a string, and the X-Total-Count header was forgotten.
ApiAnswer list_orders(std::uint64_t user) {
    std::string list;
    const auto ids = orders_of(user);
    for (const auto id : ids) {
        list.append(list.empty() ? "" : ",");
        list.append("{\"id\":" + std::to_string(id) + ",\"customer_id\":\"" + std::to_string(user) +
                    "\",\"total\":" + shortest(order(id).cents) + "}");
    }
    return {200, "{\"orders\":[" + list + "],\"count\":" + std::to_string(ids.size()) + "}"};
}

// Times end in +00:00, items come in another order (a rule says that this is fine), and one total
// in two hundred is rounded to the other side. A replica that is behind does not know yet that an
// order was shipped, which is a race and no fault.
ApiAnswer show_order(std::uint64_t id) {
    const auto found = order(id);
    std::string items;
    for (auto item = found.items.rbegin(); item != found.items.rend(); ++item) {
        items.append(items.empty() ? "" : ",");
        items.append("{\"sku\":" + quoted(item->sku) + ",\"quantity\":" +
                     std::to_string(item->quantity) + ",\"price\":" + shortest(item->cents) + "}");
    }
    const bool shipped = found.shipped && !replica_is_behind();
    const auto shipped_at = shipped ? quoted(time_text(*found.shipped, "+00:00")) : "null";
    const auto cents = found.cents + (found.cents % 200 == 1 ? 1 : 0);
    return {200,
            "{\"id\":" + std::to_string(id) + ",\"items\":[" + items +
                "],\"total\":" + shortest(cents) + ",\"shipped_at\":" + shipped_at +
                ",\"updated_at\":" + quoted(time_text(now(), "+00:00")) + "}"};
}

// The sale is ordered by price. The archive is slow, fails on some pages, and hangs on one.
ApiAnswer list_products(std::string_view query) {
    const auto category = routing::find_query(query, "category").value_or("all");
    const auto page = number_in(query, "page").value_or(1);
    auto items = products(category, page);
    if (category == "sale") {
        std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
            return a.cents < b.cents;
        });
    }
    std::string list;
    for (const auto& item : items) {
        list.append(list.empty() ? "" : ",");
        list.append("{\"sku\":" + quoted(item.sku) + ",\"price\":" + shortest(item.cents) + "}");
    }
    ApiAnswer answer{200, "{\"products\":[" + list + "]}", {{"X-Features", "sale,search"}}};
    if (category != "archive") return answer;
    answer.delay = std::chrono::milliseconds(page % 20 == 13 ? 900 : 40);
    if (page % 10 == 7) {
        answer.status = 500;
        answer.body = "{\"error\":\"internal error\"}";
    }
    return answer;
}

ApiAnswer answer_to(const ApiRequest& request) {
    const auto parts = segments_of(request.path);
    const auto id = parts.size() > 1 ? number_of(parts[1]) : std::nullopt;
    if (parts.empty()) return not_found();
    if (parts[0] == "health") return health();
    if (parts[0] == "users" && id && parts.size() == 2) return show_user(*id);
    if (parts[0] == "users" && id && parts.size() == 3 && parts[2] == "invoices")
        return show_invoices(*id);
    if (parts[0] == "orders" && parts.size() == 1) {
        return list_orders(number_in(request.query, "user").value_or(1));
    }
    if (parts[0] == "orders" && id) return show_order(*id);
    if (parts[0] == "products") return list_products(request.query);
    return not_found();
}

}  // namespace

ApiAnswer new_shop(const ApiRequest& request) {
    auto answer = answer_to(request);
    answer.fields.emplace_back("X-Build", "2.3.0");
    return answer;
}

}  // namespace crossfade::demo
