// Payments, really made and in the sandbox. The sandbox insists on what the mirror's rewrites have
// to do to a live request: its own credentials and account, and nobody's cookie.
#include "proxy/demo/shops.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <string>

namespace crossfade::demo {
namespace {

struct Payment {
    std::string account;
    std::uint64_t cents = 0;
};

Payment payment_of(const std::string& body) {
    Payment payment;
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error);
    const auto* object = error ? nullptr : value.if_object();
    if (!object) return payment;
    const auto* account = object->if_contains("account");
    if (account && account->is_string()) payment.account = account->get_string().c_str();
    const auto* cents = object->if_contains("cents");
    if (cents && cents->is_int64() && cents->get_int64() > 0) {
        payment.cents = static_cast<std::uint64_t>(cents->get_int64());
    }
    return payment;
}

ApiAnswer answer(const Payment& payment, std::string_view state, std::uint64_t fee) {
    const auto id = std::to_string(payment.cents * 7 + payment.account.size());
    return {201,
            "{\"id\":" + quoted("pay-" + payment.account + "-" + id) +
                ",\"account\":" + quoted(payment.account) + ",\"amount\":" + money(payment.cents) +
                ",\"fee\":" + money(fee) + ",\"state\":" + quoted(state) +
                ",\"card\":{\"number\":\"4111 1111 1111 1111\"}}",
            {},
            std::chrono::milliseconds(3)};
}

}  // namespace

ApiAnswer legacy_payment(const ApiRequest& request) {
    const auto payment = payment_of(request.body);
    return answer(payment, "authorised", payment.cents * 29 / 1000);
}

// Reviews large payments, which legacy never did, and rounds its fee where legacy cuts it off.
ApiAnswer sandbox(const ApiRequest& request) {
    if (request.path == "/health") return health();
    if (request.path != "/payments" || request.method != "POST") return not_found();
    const auto payment = payment_of(request.body);
    if (request.authorization != "Bearer " + std::string(sandbox_token) || request.has_cookie ||
        payment.account != sandbox_account) {
        return {403, "{\"error\":\"this is no sandbox request\"}"};
    }
    const auto state = payment.cents > 9'000 ? "review" : "authorised";
    const bool large = payment.cents > 5'000;
    return answer(payment, state, (payment.cents * 29 + (large ? 500 : 0)) / 1000);
}

}  // namespace crossfade::demo
