// Reads the configuration and asks the forwarder's own decision; nothing is sent anywhere.
#include "proxy/command/explain.hpp"

#include "config/snapshot.hpp"
#include "proxy/admin/json.hpp"
#include "proxy/command/configuration.hpp"
#include "proxy/command/format.hpp"
#include "routing/address.hpp"
#include "routing/field.hpp"

#include <optional>
#include <string>

namespace crossfade::command {
namespace {

Usage usage() {
    return {"crossfade explain --config FILE METHOD URL [-H 'name: value']...",
            "Says which route, backend and mirrors a request would meet by the configuration, "
            "and why.\nNothing is sent. The URL may be a path alone.",
            {config_option,
             {"--header", "'NAME: VALUE'", "a field of the request; may be repeated", "-H"},
             {"--client", "ADDRESS", "the client's address (127.0.0.1)"},
             format_option}};
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// An error text, empty on success.
std::string add_header(forward::ExplainedRequest& request, std::string_view line) {
    const auto colon = line.find(':');
    const auto name = trimmed(line.substr(0, colon));
    if (colon == std::string_view::npos || name.empty()) {
        return "'" + std::string(line) + "' is no header: expected 'name: value'";
    }
    const auto value = trimmed(line.substr(colon + 1));
    if (routing::same_name(name, "host") && request.host.empty()) request.host = value;
    request.headers.emplace_back(name, value);
    return {};
}

// An error text, empty on success.
std::string build(const Options& options, forward::ExplainedRequest& request) {
    const auto& operands = options.operands();
    if (operands.size() != 2) return "expected a method and a URL";
    request.method = operands[0];
    const auto url = operands[1].substr(0, operands[1].find('#'));
    forward::set_target(request, url);
    if (!request.target.starts_with('/')) {
        return "'" + operands[1] + "' is no URL: expected https://host/path or /path";
    }
    for (const auto& header : options.values("--header")) {
        if (auto wrong = add_header(request, header); !wrong.empty()) return wrong;
    }
    if (const auto client = options.value("--client")) {
        if (!routing::parse_address(*client)) return "'" + *client + "' is no IP address";
        request.client_address = *client;
    }
    return {};
}

std::string_view query_of(const forward::ExplainedRequest& request) {
    const auto mark = request.target.find('?');
    return mark == std::string::npos ? std::string_view()
                                     : std::string_view(request.target).substr(mark);
}

void print_mirror(const forward::ExplainedRequest& request,
                  const forward::ExplainedMirror& mirror,
                  std::ostream& out) {
    out << "mirror   " << mirror.to;
    if (mirror.to != mirror.backend && !mirror.backend.empty())
        out << " (" << mirror.backend << ")";
    if (!mirror.sent) {
        out << ": not sent: " << mirror.reason << "\n";
        return;
    }
    out << ": sent: " << mirror.reason << "\n"
        << "         as " << request.method << " " << mirror.host << mirror.path
        << query_of(request) << "\n";
}

}  // namespace

void print_explanation(const forward::ExplainedRequest& request,
                       const forward::Explanation& explanation,
                       std::ostream& out) {
    if (explanation.route.empty()) {
        out << "no route takes " << request.method << " " << request.host << request.target << "\n";
        return;
    }
    out << "route    " << explanation.route << ": " << explanation.match << "\n";
    if (explanation.bucket) {
        out << "key      " << explanation.key_source << ": " << explanation.key << "\n"
            << "bucket   " << *explanation.bucket << " of " << routing::Share::whole << "\n";
    } else {
        out << "key      none found: each request is drawn at random\n";
    }
    out << "backend  " << explanation.backend << ": " << explanation.reason << "\n"
        << "         as " << request.method << " " << explanation.host << explanation.path
        << query_of(request) << "\n";
    out << "retry    " << explanation.retry << "\n"
        << "fallback " << (explanation.fallback.empty() ? "none" : explanation.fallback) << ": "
        << explanation.fallback_reason << "\n";
    for (const auto& mirror : explanation.mirrors) print_mirror(request, mirror, out);
    if (explanation.mirrors.empty()) out << "mirror   none\n";
}

int explain(Arguments arguments, std::ostream& out, std::ostream& error) {
    int exit = 0;
    const auto options = Options::parse(usage(), arguments, out, error, exit);
    if (!options) return exit;
    const auto format = format_of(*options, error);
    if (!format) return exit_usage;
    forward::ExplainedRequest request;
    if (const auto wrong = build(*options, request); !wrong.empty()) {
        error << "crossfade: " << wrong << "\nusage: " << usage().synopsis << "\n";
        return exit_usage;
    }
    auto config = load_configuration(*options, error);
    if (!config) return 1;
    const auto snapshot = config::compile(std::move(*config), 1);
    const auto explanation = forward::explain(*snapshot, nullptr, request);
    if (*format == Format::json) {
        out << admin::explanation_json(explanation);
    } else {
        print_explanation(request, explanation, out);
    }
    return explanation.route.empty() ? 1 : 0;
}

}  // namespace crossfade::command
