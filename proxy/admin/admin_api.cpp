// Who may ask is settled before what is asked: host and origin, then the token, then the resource.
#include "proxy/admin/admin_api.hpp"

#include "config/load.hpp"
#include "proxy/admin/backends_json.hpp"
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

// How long it takes depends on the given text alone: not on how much of it is right, nor on the
// length of the secret, which is not empty.
bool is_secret(std::string_view given, std::string_view secret) noexcept {
    unsigned difference = given.size() == secret.size() ? 0 : 1;
    for (std::size_t index = 0; index < given.size(); ++index) {
        const char expected = secret[index % secret.size()];
        difference |= static_cast<unsigned char>(given[index] ^ expected);
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
    const auto& request = exchange.request();
    auto answered = answer_unread(request);
    if (!answered) {
        const auto body = co_await read_all(exchange.request_body());
        if (!body) {
            co_await http::reply(exchange, exchange.request_body().failure());
            co_return;
        }
        answered = answer(request, *body);
    }
    const std::array<routing::Field, 3> fields{{
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"WWW-Authenticate", "Bearer"},
    }};
    const routing::Fields more(fields.data(), answered->status == 401 ? 3 : 2);
    co_await http::reply(exchange, answered->status, answered->content_type, answered->body, more);
}

// A name that a foreign page points here (DNS rebinding) is one that nobody configured; a literal
// address cannot be pointed anywhere.
bool AdminApi::known_host(std::string_view host) const {
    if (routing::parse_address(host) || routing::same_name(host, "localhost")) return true;
    return std::any_of(settings_.hosts.begin(), settings_.hosts.end(), [&](const auto& name) {
        return routing::same_name(name, host);
    });
}

// A page of another site must not reach this API through a visitor's browser: its origin, the port
// included, has to be the one that was called (RFC 6454 section 5); "null" is nobody's.
bool AdminApi::local_page(const http::RequestHead& request) const {
    if (!known_host(http::host_of(request.authority))) return false;
    const auto fields = request.fields.view();
    return std::all_of(fields.begin(), fields.end(), [&](const routing::Field& field) {
        if (!routing::same_name(field.name, "origin")) return true;
        return field.value == "http://" + std::string(request.authority) ||
               field.value == "https://" + std::string(request.authority);
    });
}

bool AdminApi::authorized(const http::RequestHead& request) const {
    if (settings_.token.empty()) return true;
    constexpr std::string_view scheme = "Bearer ";
    const auto given = routing::find_field(request.fields.view(), "authorization");
    if (!given || given->size() < scheme.size()) return false;
    return routing::same_name(given->substr(0, scheme.size()), scheme) &&
           is_secret(given->substr(scheme.size()), settings_.token);
}

// Before a byte of the body is read.
std::optional<Answer> AdminApi::answer_unread(const http::RequestHead& request) const {
    if (!local_page(request)) return error(403, "forbidden", "Foreign Host or Origin.");
    if (request.path == "/healthz") return Answer{200, "{\"status\":\"ok\"}\n"};
    if (request.path == "/readyz") {
        if (control_->ready()) return Answer{200, "{\"status\":\"ready\"}\n"};
        return Answer{503, "{\"status\":\"not ready\"}\n"};
    }
    if (!authorized(request)) return error(401, "unauthorized", "A bearer token is required.");
    return std::nullopt;
}

Answer AdminApi::answer(const http::RequestHead& request, const std::string& body) {
    const bool get = request.method == "GET" || request.method == "HEAD";
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
        return get ? Answer{200, backends_json(control_->snapshot()->config, control_->backends())}
                   : method_not_allowed();
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
