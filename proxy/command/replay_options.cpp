// See replay_options.hpp. Each reader gives an error text, empty when all was well.
#include "proxy/command/replay_options.hpp"

#include "proxy/http/field_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace crossfade::command {
namespace {

using Problem = std::string;  // empty: none

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

Problem read_count(const Options& options,
                   std::string_view name,
                   std::uint64_t most,
                   std::size_t& out) {
    const auto text = options.value(name);
    if (!text) return {};
    const auto number = number_of(*text);
    if (!number || *number == 0 || *number > most) {
        return std::string(name) + " takes a number from 1 to " + std::to_string(most);
    }
    out = *number;
    return {};
}

Problem read_timeout(const Options& options, std::chrono::milliseconds& out) {
    const auto text = options.value("--timeout");
    if (!text) return {};
    constexpr std::uint64_t longest = 3'600'000;
    constexpr std::array<std::pair<std::string_view, std::uint64_t>, 3> units{
        {{"ms", 1}, {"s", 1'000}, {"m", 60'000}}};
    for (const auto& [unit, factor] : units) {
        if (!text->ends_with(unit)) continue;
        const auto number =
            number_of(std::string_view(*text).substr(0, text->size() - unit.size()));
        if (!number || *number == 0 || *number > longest / factor) break;
        out = std::chrono::milliseconds(*number * factor);
        return {};
    }
    return "--timeout '" + *text + "' is no time: expected 500ms, 10s or 1m, up to an hour";
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool token(std::string_view name) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

/// What frames a message or ends with the connection is the client's own business.
bool of_the_connection(std::string_view name) {
    using http::FieldName;
    switch (http::field_name_of(name)) {
        case FieldName::connection:
        case FieldName::content_length:
        case FieldName::keep_alive:
        case FieldName::proxy_connection:
        case FieldName::te:
        case FieldName::trailer:
        case FieldName::transfer_encoding:
        case FieldName::upgrade:
            return true;
        default:
            return false;
    }
}

Problem read_fields(const Options& options, std::vector<replay::GivenField>& out) {
    for (const auto& line : options.values("--header")) {
        const auto colon = std::min(line.find(':'), line.size());
        const auto name = std::string_view(line).substr(0, colon);
        const auto value = trimmed(std::string_view(line).substr(std::min(colon + 1, line.size())));
        const bool control = std::any_of(value.begin(), value.end(), [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return (byte < 0x20 && c != '\t') || byte == 0x7F;
        });
        if (colon == line.size() || !token(name) || control) {
            return "'" + line + "' is no header: expected 'name: value'";
        }
        if (of_the_connection(name)) return "--header cannot set '" + std::string(name) + "'";
        out.push_back({std::string(name), std::string(value)});
    }
    return {};
}

Problem read_wanted(const Options& options) {
    const bool named = options.has("--signature");
    if (named == options.has("--all")) return "expected --signature S-... or --all";
    return options.operands().empty() ? "" : "unexpected '" + options.operands().front() + "'";
}

Problem read_target(const Options& options, replay::Settings& settings) {
    const auto url = options.value("--against");
    if (!url) return "--against URL is missing";
    auto parsed = replay::parse_target(*url);
    if (!parsed.target) return "--against " + parsed.error;
    settings.target = std::move(*parsed.target);
    settings.tls.verify = !options.has("--insecure");
    if (const auto file = options.value("--ca")) settings.tls.ca = *file;
    return {};
}

Problem read(const Options& options, ReplayOptions& out) {
    constexpr std::uint64_t most_requests = 1'000'000;
    constexpr std::uint64_t most_at_a_time = 256;
    if (auto wrong = read_wanted(options); !wrong.empty()) return wrong;
    if (auto wrong = read_target(options, out.settings); !wrong.empty()) return wrong;
    if (auto wrong = read_fields(options, out.settings.fields); !wrong.empty()) return wrong;
    if (auto wrong = read_timeout(options, out.settings.timeout); !wrong.empty()) return wrong;
    if (auto wrong = read_count(options, "--limit", most_requests, out.limit); !wrong.empty()) {
        return wrong;
    }
    return read_count(options, "--concurrency", most_at_a_time, out.settings.concurrency);
}

}  // namespace

std::optional<ReplayOptions> replay_options(const Options& options, std::ostream& error) {
    ReplayOptions chosen;
    const auto format = format_of(options, error);
    if (!format) return std::nullopt;
    chosen.format = *format;
    if (const auto wrong = read(options, chosen); !wrong.empty()) {
        error << "crossfade: " << wrong << '\n';
        return std::nullopt;
    }
    return chosen;
}

}  // namespace crossfade::command
