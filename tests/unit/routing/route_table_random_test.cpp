// The route table against a reference that is too simple to be wrong: rank all routes, take the
// best that matches.
#include "routing/route_table.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace crossfade::routing {
namespace {

using Random = std::mt19937_64;
using Kind = PathMatch::Kind;

template <std::size_t size>
std::string any_of(const char* const (&choices)[size], Random& random) {
    return choices[random() % size];
}

constexpr const char* hosts[] = {"a.com", "b.a.com", "c.b.a.com", "*.a.com", "*.b.a.com", "*.com"};
constexpr const char* request_hosts[] = {
    "a.com", "b.a.com", "c.b.a.com", "d.c.b.a.com", "x.com", "com", "", "B.A.COM"};
constexpr const char* paths[] = {"/", "/x", "/x/", "/x/y", "/x/y/z", "/xy", "/x/y/", "/y"};
constexpr const char* methods[] = {"GET", "POST", "PUT"};
constexpr const char* names[] = {"p", "q"};
constexpr const char* values[] = {"1", "2"};

// What each pattern means, said without a regular expression.
struct Meaning {
    const char* pattern;
    bool (*matches)(const std::string& path);
};
constexpr Meaning meanings[] = {
    {"/x.*", [](const std::string& path) { return path.starts_with("/x"); }},
    {"/[xy]", [](const std::string& path) { return path == "/x" || path == "/y"; }},
    {".*z", [](const std::string& path) { return path.ends_with('z'); }},
    {"/x/y/?", [](const std::string& path) { return path == "/x/y" || path == "/x/y/"; }},
};

bool pattern_matches(const std::string& pattern, const std::string& path) {
    for (const auto& meaning : meanings) {
        if (meaning.pattern == pattern) return meaning.matches(path);
    }
    return false;
}

ValueMatch random_condition(Random& random) {
    const bool present = random() % 2 == 0;
    return {any_of(names, random),
            present ? ValueMatch::Kind::present : ValueMatch::Kind::exact,
            any_of(values, random)};
}

RouteMatch random_route(Random& random) {
    RouteMatch match;
    while (random() % 3 != 0 && match.hosts.size() < 2)
        match.hosts.push_back(any_of(hosts, random));
    match.path.kind = static_cast<Kind>(random() % 3);
    match.path.value = match.path.kind == Kind::regex
                           ? meanings[random() % std::size(meanings)].pattern
                           : any_of(paths, random);
    if (random() % 4 == 0) match.methods.push_back(any_of(methods, random));
    if (random() % 4 == 0) match.headers.push_back(random_condition(random));
    if (random() % 8 == 0) match.headers.push_back(random_condition(random));
    if (random() % 4 == 0) match.query.push_back(random_condition(random));
    return match;
}

struct Sent {
    std::string method, host, path, query;
    std::vector<std::pair<std::string, std::string>> headers;
};

std::string lower(std::string text) {
    for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// 0: no match; else the more specific the higher.
std::size_t host_rank(const RouteMatch& match, const std::string& host) {
    if (match.hosts.empty()) return 1;
    std::size_t best = 0;
    for (const auto& pattern : match.hosts) {
        if (pattern == host) best = 1'000;
        const auto suffix = pattern.substr(1);
        if (pattern[0] == '*' && host.size() > suffix.size() && host.ends_with(suffix)) {
            best = std::max(best, 1 + suffix.size());
        }
    }
    return best;
}

std::size_t path_rank(const PathMatch& match, const std::string& path) {
    if (match.kind == Kind::exact) return match.value == path ? 1'000 : 0;
    if (match.kind == Kind::regex) return pattern_matches(match.value, path) ? 1 : 0;
    auto prefix = match.value;
    if (prefix.back() == '/') prefix.pop_back();
    return (path + "/").starts_with(prefix + "/") ? 2 + prefix.size() : 0;
}

bool holds(const ValueMatch& match, const std::string& name, const std::string& value) {
    return match.name == name && (match.kind == ValueMatch::Kind::present || match.value == value);
}

bool rest_matches(const RouteMatch& match, const Sent& sent) {
    if (!match.methods.empty() && match.methods[0] != sent.method) return false;
    for (const auto& condition : match.headers) {
        bool any = false;
        for (const auto& [name, value] : sent.headers) any = any || holds(condition, name, value);
        if (!any) return false;
    }
    for (const auto& condition : match.query) {
        // Queries of this test are at most one parameter.
        if (sent.query.empty()) return false;
        if (!holds(condition, sent.query.substr(0, 1), sent.query.substr(2))) return false;
    }
    return true;
}

std::optional<std::size_t> reference(const std::vector<RouteMatch>& routes, const Sent& sent) {
    using Rank = std::tuple<std::size_t, std::size_t, bool, std::size_t, std::size_t>;
    std::optional<std::size_t> best;
    Rank best_rank;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const auto host = host_rank(routes[i], lower(sent.host));
        const auto path = path_rank(routes[i].path, sent.path);
        if (host == 0 || path == 0 || !rest_matches(routes[i], sent)) continue;
        const Rank rank{host,
                        path,
                        !routes[i].methods.empty(),
                        routes[i].headers.size(),
                        routes[i].query.size()};
        if (best && rank <= best_rank) continue;
        best = i;
        best_rank = rank;
    }
    return best;
}

Sent random_request(Random& random) {
    Sent sent{
        any_of(methods, random), any_of(request_hosts, random), any_of(paths, random), "", {}};
    if (random() % 2 == 0) sent.query = any_of(names, random) + "=" + any_of(values, random);
    while (random() % 2 == 0) {
        sent.headers.emplace_back(any_of(names, random), any_of(values, random));
    }
    return sent;
}

TEST(RouteTable, agrees_with_a_naive_reference_on_random_tables) {
    Random random(7);
    int found = 0;
    for (int round = 0; round < 400; ++round) {
        std::vector<RouteMatch> routes(random() % 12);
        for (auto& route : routes) route = random_route(random);
        const RouteTable table(routes);
        for (int i = 0; i < 40; ++i) {
            const auto sent = random_request(random);
            std::vector<Field> fields;
            for (const auto& [name, value] : sent.headers) fields.push_back({name, value});
            const Request request{sent.method, sent.host, sent.path, sent.query, fields, ""};
            const auto expected = reference(routes, sent);
            found += expected ? 1 : 0;
            ASSERT_EQ(table.find(request), expected)
                << sent.method << ' ' << sent.host << ' ' << sent.path << '?' << sent.query;
        }
    }
    EXPECT_GT(found, 4'000);  // else the test says little
}

}  // namespace
}  // namespace crossfade::routing
