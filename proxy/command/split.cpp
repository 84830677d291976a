// Weights are checked by the proxy, which knows the route's backends; here they are only carried.
#include "proxy/command/split.hpp"

#include "proxy/command/admin_client.hpp"
#include "proxy/command/answer.hpp"
#include "proxy/command/format.hpp"
#include "routing/percent.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <algorithm>
#include <optional>
#include <string_view>

namespace crossfade::command {
namespace {

Usage usage() {
    auto options = admin_options();
    options.push_back({"--reset", "", "back to the weights of the configuration"});
    options.push_back(format_option);
    return {"crossfade split ROUTE [BACKEND=SHARE... | --reset]",
            "Shows or changes which share of a route's requests each backend of a running proxy "
            "gets:\ncrossfade split orders new=1%. A backend that is left out gets the rest. The "
            "change acts at\nonce and holds until --reset or the end of the process.",
            std::move(options)};
}

// The names that a configuration may have; anything else would be another path of the API.
bool possible_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
}

struct Change {
    std::string method = "GET";
    std::string body;
};

std::variant<Change, std::string> change_of(const Options& options) {
    const auto& operands = options.operands();
    const std::span<const std::string> words(operands.begin() + 1, operands.end());
    if (options.has("--reset")) {
        if (!words.empty()) return "shares and --reset exclude each other";
        return Change{"DELETE", {}};
    }
    if (words.empty()) return Change{};
    auto shares = parse_shares(words);
    if (const auto* wrong = std::get_if<std::string>(&shares)) return *wrong;
    return Change{"PUT", split_body(std::get<WrittenShares>(shares))};
}

void print_split(const std::string& route, const Answer& answer, std::ostream& out) {
    out << route << ":";
    const auto shares = answer.object("split");
    for (const auto& backend : shares.names()) {
        out << " " << backend << "=" << shares.text(backend);
    }
    out << (answer.text("source") == "live" ? " (set live)\n" : " (of the configuration)\n");
}

}  // namespace

std::variant<WrittenShares, std::string> parse_shares(std::span<const std::string> words) {
    WrittenShares shares;
    for (const auto& word : words) {
        const auto equals = word.find('=');
        const auto backend = word.substr(0, equals);
        const auto share = equals == std::string::npos
                               ? std::nullopt
                               : routing::parse_percent(std::string_view(word).substr(equals + 1));
        if (!share || !possible_name(backend)) {
            return "'" + word + "' is no share: expected BACKEND=SHARE such as new=0.5%";
        }
        const bool repeated = std::any_of(shares.begin(), shares.end(), [&](const auto& other) {
            return other.first == backend;
        });
        if (repeated) return "'" + backend + "' is given twice";
        shares.emplace_back(backend, *share);
    }
    return shares;
}

std::string split_body(const WrittenShares& shares) {
    boost::json::object weights;
    for (const auto& [backend, share] : shares) weights[backend] = routing::to_percent(share);
    return boost::json::serialize(boost::json::object{{"split", std::move(weights)}});
}

int split(Arguments arguments, std::ostream& out, std::ostream& error) {
    int exit = 0;
    const auto options = Options::parse(usage(), arguments, out, error, exit);
    if (!options) return exit;
    const auto mistake = [&error](std::string_view what) {
        error << "crossfade: " << what << "\nusage: " << usage().synopsis << "\n";
        return exit_usage;
    };
    const auto format = format_of(*options, error);
    if (!format) return exit_usage;
    if (options->operands().empty()) return mistake("the route is missing");
    const auto& route = options->operands().front();
    const auto change = change_of(*options);
    if (const auto* wrong = std::get_if<std::string>(&change)) return mistake(*wrong);
    const auto address = admin_address(*options, error, exit);
    if (!address) return exit;

    std::optional<AdminAnswer> answer = AdminAnswer{404, {}};
    if (possible_name(route)) {
        const auto& [method, body] = std::get<Change>(change);
        answer = ask_admin(*address, method, "/api/v1/routes/" + route + "/split", body, error);
    }
    if (!answer) return exit_unreachable;
    const auto result = Answer::parse(answer->body);
    if (answer->status == 404) {
        error << "crossfade: there is no route '" << route << "'\n";
        return 1;
    }
    if (!result || answer->status != 200) {
        print_refusal(*answer, error);
        return 1;
    }
    if (*format == Format::json) {
        out << answer->body;
    } else {
        print_split(route, *result, out);
    }
    return 0;
}

}  // namespace crossfade::command
