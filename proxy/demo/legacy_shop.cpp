// The legacy API: the truth, whether or not it was ever written down.
#include "proxy/demo/shops.hpp"
#include "routing/field.hpp"

namespace crossfade::demo {
namespace {

constexpr unsigned users_online = 4;  // of a hundred

// Whether a user is there changes by the moment, and says nothing about either shop.
ApiAnswer show_user(std::uint64_t id) {
    const auto found = user(id);
    const auto nickname = found.nickname ? quoted(*found.nickname) : "null";
    return {200,
            "{\"id\":" + std::to_string(id) + ",\"name\":" + quoted(found.name) +
                ",\"email\":" + quoted(found.email) + ",\"nickname\":" + nickname +
                ",\"online\":" + (sometimes(users_online) ? "true" : "false") + "}"};
}

ApiAnswer show_invoices(std::uint64_t id) {
    std::string list;
    for (std::uint64_t index = 0; index < user(id).invoices; ++index) {
        list.append(list.empty() ? "" : ",")
            .append("{\"number\":" + std::to_string(index + 1) + "}");
    }
    return {200, "{\"invoices\":[" + list + "]}"};
}

ApiAnswer list_orders(std::uint64_t user) {
    std::string list;
    const auto ids = orders_of(user);
    for (const auto id : ids) {
        list.append(list.empty() ? "" : ",");
        list.append("{\"id\":" + std::to_string(id) + ",\"customer_id\":" + std::to_string(user) +
                    ",\"total\":" + money(order(id).cents) + "}");
    }
    return {200,
            "{\"orders\":[" + list + "],\"count\":" + std::to_string(ids.size()) + "}",
            {{"X-Total-Count", std::to_string(ids.size())}}};
}

ApiAnswer show_order(std::uint64_t id) {
    const auto found = order(id);
    std::string items;
    for (const auto& item : found.items) {
        items.append(items.empty() ? "" : ",");
        items.append("{\"sku\":" + quoted(item.sku) + ",\"quantity\":" +
                     std::to_string(item.quantity) + ",\"price\":" + money(item.cents) + "}");
    }
    const auto shipped = found.shipped ? quoted(time_text(*found.shipped, "Z")) : "null";
    return {200,
            "{\"id\":" + std::to_string(id) + ",\"items\":[" + items +
                "],\"total\":" + money(found.cents) + ",\"shipped_at\":" + shipped +
                ",\"updated_at\":" + quoted(time_text(now(), "Z")) + "}",
            {},
            std::chrono::milliseconds(2)};
}

ApiAnswer list_products(std::string_view query) {
    const auto category = routing::find_query(query, "category").value_or("all");
    std::string list;
    for (const auto& item : products(category, number_in(query, "page").value_or(1))) {
        list.append(list.empty() ? "" : ",");
        list.append("{\"sku\":" + quoted(item.sku) + ",\"price\":" + money(item.cents) + "}");
    }
    return {200, "{\"products\":[" + list + "]}", {{"X-Features", "search, sale"}}};
}

}  // namespace

ApiAnswer legacy_shop(const ApiRequest& request) {
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
    if (parts[0] == "payments" && request.method == "POST") return legacy_payment(request);
    return not_found();
}

}  // namespace crossfade::demo
