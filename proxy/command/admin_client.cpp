// Where the admin API is comes from the command line, else from the configuration, else the
// default.
#include "proxy/command/admin_client.hpp"

#include "proxy/command/configuration.hpp"
#include "proxy/h1/blocking_client.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <charconv>

namespace crossfade::command {
namespace {

std::string written(const AdminAddress& address) {
    const bool bracketed = address.host.find(':') != std::string::npos;
    const auto host = bracketed ? "[" + address.host + "]" : address.host;
    return host + ":" + std::to_string(address.port);
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, port);
    if (parsed.ec != std::errc() || parsed.ptr != end || port == 0) return std::nullopt;
    return port;
}

// An admin API that listens on every address is asked on the loopback one.
std::string reachable(const std::string& host) {
    if (host == "0.0.0.0") return "127.0.0.1";
    return host == "::" ? "::1" : host;
}

}  // namespace

std::optional<AdminAddress> parse_admin_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    auto host = text.substr(0, colon);
    const auto port = parse_port(text.substr(colon + 1));
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return std::nullopt;
    }
    if (host.empty() || !port) return std::nullopt;
    AdminAddress address;
    address.host = host;
    address.port = *port;
    return address;
}

std::vector<Option> admin_options() {
    return {{"--admin", "HOST:PORT", "the admin API (127.0.0.1:9900)"},
            {"--token", "TOKEN", "its bearer token"},
            {"--config", "FILE", "takes both from the admin section of this configuration"}};
}

std::optional<AdminAddress> admin_address(const Options& options, std::ostream& error, int& exit) {
    AdminAddress address;
    if (options.has("--config")) {
        const auto config = load_configuration(options, error);
        exit = 1;
        if (!config) return std::nullopt;
        if (config->admin) {
            address = {reachable(config->admin->host), config->admin->port, config->admin->token};
        } else if (!options.has("--admin")) {
            error << "crossfade: " << *options.value("--config") << " has no admin section\n";
            return std::nullopt;
        }
    }
    if (const auto text = options.value("--admin")) {
        const auto parsed = parse_admin_address(*text);
        if (!parsed) {
            error << "crossfade: '" << *text << "' is no HOST:PORT\n";
            exit = exit_usage;
            return std::nullopt;
        }
        address.host = parsed->host;
        address.port = parsed->port;
    }
    if (const auto token = options.value("--token")) address.token = *token;
    return address;
}

std::optional<AdminAnswer> ask_admin(const AdminAddress& address,
                                     const std::string& method,
                                     const std::string& path,
                                     const std::string& body,
                                     std::ostream& error) {
    const auto failed = [&](const Error& why) {
        error << "crossfade: no answer from the admin API at " << written(address) << ": "
              << why.message() << "\n";
        return std::nullopt;
    };
    auto client = h1::BlockingClient::connect(address.host, address.port, {});
    if (!client) return failed(client.error());
    h1::BlockingRequest request;
    request.method = method;
    request.target = path;
    request.host = written(address);
    request.body = body;
    request.fields.emplace_back("Connection", "close");
    if (!body.empty()) request.fields.emplace_back("Content-Type", "application/json");
    if (!address.token.empty()) {
        request.fields.emplace_back("Authorization", "Bearer " + address.token);
    }
    auto response = client->ask(request);
    if (!response) return failed(response.error());
    return AdminAnswer{response->status, std::move(response->body)};
}

void print_refusal(const AdminAnswer& answer, std::ostream& error) {
    boost::system::error_code wrong;
    const auto value = boost::json::parse({answer.body.data(), answer.body.size()}, wrong);
    const auto* object = wrong ? nullptr : value.if_object();
    const auto* message = object ? object->if_contains("message") : nullptr;
    error << "crossfade: the admin API answered " << answer.status;
    if (message && message->is_string()) error << ": " << message->get_string().c_str();
    error << "\n";
}

}  // namespace crossfade::command
