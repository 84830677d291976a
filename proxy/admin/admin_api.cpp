// Who may ask is settled before what is asked: host and origin, then the token, then the resource.
#include "proxy/admin/admin_api.hpp"

#include "config/load.hpp"
#include "proxy/admin/evidence.hpp"
#include "proxy/admin/json.hpp"
#include "proxy/http/local_reply.hpp"
#include "proxy/http/target.hpp"
#include "routing/address.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace crossfade::admin {
namespace {

constexpr std::string_view prefix = "/api/v1/";

Answer error(int status, std::string_view word, std::string_view message) {
    return {status, error_json(word, message)};
}

Answer method_not_allowed() {
    return error(405, "method_not_allowed", "This resource does not take that method.");
}

// Takes as long for a wrong token as for a right one.
bool same_secret(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t index = 0; index < a.size(); ++index) {
        difference |= static_cast<unsigned char>(a[index]) ^ static_cast<unsigned char>(b[index]);
    }
    return difference == 0;
}

// A text from outside is checked without showing it this machine's variables and files.
config::Environment placeholders() {
    const auto any = [](const std::string& /*name*/) { return std::optional<std::string>("x"); };
    return {any, any};
}

Awaitable<std::optional<std::string>> read_all(http::BodyReader& body) {
    std::string text;
    while (!body.finished()) {
        const auto chunk = co_await body.read();
        if (!chunk) co_return std::nullopt;
        text.append(*chunk);
    }
    co_return text;
}

}  // namespace

AdminApi::AdminApi(const config::Admin& settings, Control& control)
    : settings_(settings), control_(&control) {}

Awaitable<void> AdminApi::handle(http::Exchange& exchange) {
    const auto body = co_await read_all(exchange.request_body());
    if (!body) {
        co_await http::reply(exchange, exchange.request_body().failure());
        co_return;
    }
    const auto& request = exchange.request();
    const auto answered = answer(request, *body);
    const std::array<routing::Field, 3> fields{{
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"WWW-Authenticate", "Bearer"},
    }};
    const routing::Fields more(fields.data(), answered.status == 401 ? 3 : 2);
    co_await http::reply(exchange, answered.status, answered.content_type, answered.body, more);
}

// A page of another site must not reach this API through a visitor's browser, neither by its own
// origin nor by a name that it points here (DNS rebinding).
bool AdminApi::local_host(const http::RequestHead& request) const {
    const auto host = http::host_of(request.authority);
    const bool address = routing::parse_address(host).has_value();
    const bool known = address || routing::same_name(host, "localhost") || host == settings_.host;
    if (!known) return false;
    const auto origin = routing::find_field(request.fields.view(), "origin");
    if (!origin) return true;
    return *origin == "http://" + std::string(request.authority) ||
           *origin == "https://" + std::string(request.authority);
}

bool AdminApi::authorized(const http::RequestHead& request) const {
    if (settings_.token.empty()) return true;
    constexpr std::string_view scheme = "Bearer ";
    const auto given = routing::find_field(request.fields.view(), "authorization");
    if (!given || given->size() < scheme.size()) return false;
    return routing::same_name(given->substr(0, scheme.size()), scheme) &&
           same_secret(given->substr(scheme.size()), settings_.token);
}

Answer AdminApi::answer(const http::RequestHead& request, const std::string& body) {
    if (!local_host(request)) return error(403, "forbidden", "Foreign Host or Origin.");
    const bool get = request.method == "GET" || request.method == "HEAD";
    if (request.path == "/healthz") return {200, "{\"status\":\"ok\"}\n"};
    if (request.path == "/readyz") {
        if (control_->ready()) return {200, "{\"status\":\"ready\"}\n"};
        return {503, "{\"status\":\"not ready\"}\n"};
    }
    if (!authorized(request)) return error(401, "unauthorized", "A bearer token is required.");
    if (request.path == "/metrics") {
        if (!get) return method_not_allowed();
        return {200, control_->metrics(), "text/plain; version=0.0.4; charset=utf-8"};
    }
    if (!request.path.starts_with(prefix)) return error(404, "not_found", "No such resource.");
    const auto method = request.method == "HEAD" ? "GET" : request.method;
    return answer_api(method, request.path.substr(prefix.size()), body);
}

Answer AdminApi::answer_api(std::string_view method,
                            std::string_view path,
                            const std::string& body) {
    const bool get = method == "GET";
    if (path == "status") {
        return get ? Answer{200, status_json(control_->status())} : method_not_allowed();
    }
    if (path == "config/reload") {
        if (method != "POST") return method_not_allowed();
        const auto result = control_->reload();
        return {result.successful ? 200 : 422, reload_json(result)};
    }
    if (path == "config/validate") {
        if (method != "POST") return method_not_allowed();
        const auto loaded = config::load_text(body, "request", placeholders());
        std::vector<std::string> errors;
        for (const auto& problem : loaded.problems) errors.push_back(config::describe({problem}));
        return {errors.empty() ? 200 : 422, errors_json(errors)};
    }
    if (path == "routes") {
        return get ? Answer{200, routes_json(*control_->snapshot(), *control_)}
                   : method_not_allowed();
    }
    if (path == "backends") {
        return get ? Answer{200, backends_json(*control_->snapshot())} : method_not_allowed();
    }
    if (path == "explain") {
        if (method != "POST") return method_not_allowed();
        const auto request = parse_explain(body);
        if (const auto* wrong = std::get_if<1>(&request)) return error(400, "bad_request", *wrong);
        return {200, explanation_json(control_->explain(std::get<0>(request)))};
    }
    if (auto evidence = find_evidence(*control_->snapshot(), path)) {
        if (!get) return method_not_allowed();
        return {evidence->status, std::move(evidence->body)};
    }
    constexpr std::string_view routes = "routes/";
    constexpr std::string_view split = "/split";
    if (path.starts_with(routes) && path.ends_with(split) &&
        path.size() > routes.size() + split.size()) {
        path.remove_prefix(routes.size());
        path.remove_suffix(split.size());
        return answer_split(method, path, body);
    }
    return error(404, "not_found", "No such resource.");
}

Answer AdminApi::answer_split(std::string_view method,
                              std::string_view route,
                              const std::string& body) {
    const auto split = control_->split(std::string(route));
    if (!split) return error(404, "not_found", "No such route.");
    if (method == "PUT") {
        const auto shares = parse_split(body, split->backends());
        if (const auto* wrong = std::get_if<1>(&shares)) return error(422, "invalid_split", *wrong);
        split->set(std::get<0>(shares));
    } else if (method == "DELETE") {
        split->clear();
    } else if (method != "GET") {
        return method_not_allowed();
    }
    return {200, split_json(route, *split)};
}

}  // namespace crossfade::admin
