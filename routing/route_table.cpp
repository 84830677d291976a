// The compiled routes. A look-up descends host -> path -> conditions and takes the first candidate
// whose conditions hold; every level is a hash look-up, so that ten thousand routes cost what one
// does. The only file that knows RE2.
#include "routing/route_table.hpp"

#include "routing/ascii.hpp"
#include "routing/path.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crossfade::routing {
namespace {

using Pattern = std::unique_ptr<const RE2>;

Pattern compile_pattern(const std::string& pattern) {
    // Latin-1 reads bytes: '.' then matches every byte, and no malformed UTF-8 can slip past.
    RE2::Options options(RE2::Latin1);
    options.set_log_errors(false);
    options.set_dot_nl(true);
    return std::make_unique<const RE2>(pattern, options);
}

bool matches(const RE2& pattern, std::string_view text) {
    return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

// A ValueMatch with its pattern compiled.
struct Condition {
    std::string name;
    ValueMatch::Kind kind;
    std::string value;
    Pattern pattern;

    explicit Condition(const ValueMatch& match)
        : name(match.name), kind(match.kind), value(match.value) {
        if (kind == ValueMatch::Kind::regex) pattern = compile_pattern(value);
    }

    [[nodiscard]] bool accepts(std::string_view text) const {
        switch (kind) {
            case ValueMatch::Kind::exact:
                return text == value;
            case ValueMatch::Kind::regex:
                return matches(*pattern, text);
            case ValueMatch::Kind::present:
                return true;
        }
        return false;
    }
};

// What a route asks for beyond host and path.
struct Conditions {
    std::vector<std::string> methods;
    std::vector<Condition> headers;
    std::vector<Condition> query;

    explicit Conditions(const RouteMatch& match)
        : methods(match.methods),
          headers(match.headers.begin(), match.headers.end()),
          query(match.query.begin(), match.query.end()) {}

    [[nodiscard]] bool hold(const Request& request) const {
        if (!methods.empty() &&
            std::find(methods.begin(), methods.end(), request.method) == methods.end()) {
            return false;
        }
        const auto header_holds = [&](const Condition& condition) {
            return std::any_of(
                request.fields.begin(), request.fields.end(), [&](const Field& field) {
                    return same_name(field.name, condition.name) && condition.accepts(field.value);
                });
        };
        const auto query_holds = [&](const Condition& condition) {
            const auto value = find_query(request.query, condition.name);
            return value && condition.accepts(*value);
        };
        return std::all_of(headers.begin(), headers.end(), header_holds) &&
               std::all_of(query.begin(), query.end(), query_holds);
    }
};

// Look-ups by view, without making a string of it.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};
template <typename Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

using Candidates = std::vector<std::uint32_t>;  // routes of the same host and path, best first

struct RegexRoute {
    std::uint32_t route;
    std::uint32_t pattern;
};

// All routes of one host.
struct HostIndex {
    TextMap<Candidates> exact;
    TextMap<Candidates> prefixes;             // by whole segments, without the trailing slash
    std::vector<std::size_t> prefix_lengths;  // those that exist, longest first
    std::vector<RegexRoute> regexes;          // best first
};

// The request's host in lower case. Hosts that do not fit are longer than any in DNS.
class LowerHost {
public:
    explicit LowerHost(std::string_view host) noexcept {
        if (host.size() > text_.size()) return;
        std::transform(host.begin(), host.end(), text_.begin(), to_lower);
        size_ = host.size();
    }
    [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), size_}; }

private:
    std::array<char, 256> text_;
    std::size_t size_ = 0;
};

std::string canonical_host(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    std::string lower(host);
    std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
    return lower;
}

}  // namespace

struct RouteTable::Index {
    std::vector<Conditions> conditions;  // by route
    std::vector<Pattern> patterns;       // of regex paths
    TextMap<HostIndex> hosts;
    TextMap<HostIndex> wildcards;  // by what follows "*."
    HostIndex any_host;

    explicit Index(std::span<const RouteMatch> routes);

    [[nodiscard]] std::optional<std::size_t> find(const Request& request) const;

private:
    void add_path(HostIndex& host, const PathMatch& path, std::uint32_t route);
    [[nodiscard]] HostIndex& host_of(const std::string& name);
    [[nodiscard]] std::optional<std::size_t> find_by_host(const Request& request) const;
    [[nodiscard]] std::optional<std::size_t> find_by_path(const HostIndex& host,
                                                          const Request& request) const;
    [[nodiscard]] std::optional<std::size_t> first_holding(const TextMap<Candidates>& by_path,
                                                           std::string_view path,
                                                           const Request& request) const;

    void sort(HostIndex& host) const;
    [[nodiscard]] bool better(std::uint32_t a, std::uint32_t b) const noexcept;
};

RouteTable::Index::Index(std::span<const RouteMatch> routes) {
    conditions.reserve(routes.size());
    for (std::uint32_t route = 0; route < routes.size(); ++route) {
        const auto& match = routes[route];
        conditions.emplace_back(match);
        if (match.path.kind == PathMatch::Kind::regex) {
            patterns.push_back(compile_pattern(match.path.value));
        }
        if (match.hosts.empty()) add_path(any_host, match.path, route);
        for (const auto& host : match.hosts) add_path(host_of(host), match.path, route);
    }
    sort(any_host);
    for (auto& [name, host] : hosts) sort(host);
    for (auto& [name, host] : wildcards) sort(host);
}

HostIndex& RouteTable::Index::host_of(const std::string& name) {
    if (name == "*") return any_host;
    const auto host = canonical_host(name);
    return host.starts_with("*.") ? wildcards[host.substr(2)] : hosts[host];
}

void RouteTable::Index::add_path(HostIndex& host, const PathMatch& path, std::uint32_t route) {
    switch (path.kind) {
        case PathMatch::Kind::exact:
            host.exact[path.value].push_back(route);
            return;
        case PathMatch::Kind::prefix: {
            const auto prefix = without_trailing_slash(path.value);
            host.prefixes[std::string(prefix)].push_back(route);
            host.prefix_lengths.push_back(prefix.size());
            return;
        }
        case PathMatch::Kind::regex:
            host.regexes.push_back({route, static_cast<std::uint32_t>(patterns.size() - 1)});
            return;
    }
}

// Whether route a comes before route b where both match host and path.
bool RouteTable::Index::better(std::uint32_t a, std::uint32_t b) const noexcept {
    const auto rank = [this](std::uint32_t route) {
        const auto& asked = conditions[route];
        return std::tuple(asked.methods.empty() ? 0 : 1, asked.headers.size(), asked.query.size());
    };
    const auto rank_a = rank(a);
    const auto rank_b = rank(b);
    return rank_a == rank_b ? a < b : rank_a > rank_b;
}

void RouteTable::Index::sort(HostIndex& host) const {
    const auto by_rank = [this](std::uint32_t a, std::uint32_t b) { return better(a, b); };
    for (auto& [path, routes] : host.exact) std::sort(routes.begin(), routes.end(), by_rank);
    for (auto& [path, routes] : host.prefixes) std::sort(routes.begin(), routes.end(), by_rank);
    std::sort(
        host.regexes.begin(), host.regexes.end(), [this](const RegexRoute& a, const RegexRoute& b) {
            return better(a.route, b.route);
        });
    auto& lengths = host.prefix_lengths;
    std::sort(lengths.begin(), lengths.end(), std::greater<>{});
    lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
}

std::optional<std::size_t> RouteTable::Index::find(const Request& request) const {
    if (!hosts.empty() || !wildcards.empty()) {
        if (const auto route = find_by_host(request)) return route;
    }
    return find_by_path(any_host, request);
}

std::optional<std::size_t> RouteTable::Index::find_by_host(const Request& request) const {
    const LowerHost lower(request.host);
    const auto host = lower.view();
    if (host.empty()) return std::nullopt;
    if (const auto found = hosts.find(host); found != hosts.end()) {
        if (const auto route = find_by_path(found->second, request)) return route;
    }
    if (wildcards.empty()) return std::nullopt;
    // "*." stands for one label or more, so the longest suffix is what follows the first dot.
    for (auto dot = host.find('.'); dot != std::string_view::npos; dot = host.find('.', dot + 1)) {
        if (dot == 0) continue;
        const auto found = wildcards.find(host.substr(dot + 1));
        if (found == wildcards.end()) continue;
        if (const auto route = find_by_path(found->second, request)) return route;
    }
    return std::nullopt;
}

std::optional<std::size_t> RouteTable::Index::find_by_path(const HostIndex& host,
                                                           const Request& request) const {
    const auto path = request.path;
    if (!host.exact.empty()) {
        if (const auto route = first_holding(host.exact, path, request)) return route;
    }
    for (const auto length : host.prefix_lengths) {
        if (length > path.size() || !segment_ends(path, length)) continue;
        if (const auto route = first_holding(host.prefixes, path.substr(0, length), request)) {
            return route;
        }
    }
    for (const auto& [route, pattern] : host.regexes) {
        if (conditions[route].hold(request) && matches(*patterns[pattern], path)) return route;
    }
    return std::nullopt;
}

std::optional<std::size_t> RouteTable::Index::first_holding(const TextMap<Candidates>& by_path,
                                                            std::string_view path,
                                                            const Request& request) const {
    const auto found = by_path.find(path);
    if (found == by_path.end()) return std::nullopt;
    for (const auto route : found->second) {
        if (conditions[route].hold(request)) return route;
    }
    return std::nullopt;
}

RouteTable::RouteTable(std::span<const RouteMatch> routes)
    : index_(std::make_unique<const Index>(routes)) {}
RouteTable::~RouteTable() = default;
RouteTable::RouteTable(RouteTable&&) noexcept = default;
RouteTable& RouteTable::operator=(RouteTable&&) noexcept = default;

std::optional<std::size_t> RouteTable::find(const Request& request) const {
    return index_->find(request);
}

std::optional<std::string> regex_error(const std::string& pattern) {
    const auto compiled = compile_pattern(pattern);
    if (compiled->ok()) return std::nullopt;
    return compiled->error();
}

}  // namespace crossfade::routing
