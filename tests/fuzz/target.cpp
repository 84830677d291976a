// Targets, paths and prefixes: taken apart, matched and rewritten without decoding a byte. The
// input's lines are a target, a host, a prefix, what replaces it, a network and a share.
#include "proxy/http/target.hpp"

#include "routing/address.hpp"
#include "routing/percent.hpp"
#include "routing/rewrite.hpp"
#include "routing/route_table.hpp"
#include "tests/fuzz/support.hpp"

#include <array>
#include <string>

namespace crossfade::fuzz {
namespace {

using http::Failure;
using routing::PathMatch;

// The segments' way of saying what has_prefix() says: "/a/b" covers "/a/b" and "/a/b/...".
bool covers(std::string_view prefix, std::string_view path) {
    if (prefix.ends_with('/')) prefix.remove_suffix(1);
    return path == prefix || path.starts_with(std::string(prefix) + '/');
}

void check_authority(std::string_view authority) {
    if (!http::valid_authority(authority)) return;
    const auto host = http::host_of(authority);
    check(lies_in(host, authority), "a host is part of its authority");
    check(host.find_first_of("/@?# \\[]") == std::string_view::npos, "a host is nothing else");
    check(authority.size() <= 255, "an authority is bounded");
}

void check_path(const http::RequestHead& head) {
    const auto target = head.target;
    check(one_line(target) && target.find('#') == std::string_view::npos, "no fragment, one line");
    check(head.path == "*" || head.path.starts_with('/'), "a path is rooted");
    check(head.path.find('?') == std::string_view::npos, "a path ends before its query");
    const auto sent =
        std::string(head.path) + (head.has_query ? "?" : "") + std::string(head.query);
    const bool bare = !head.authority.empty() && !lies_in(head.path, target);
    check(target.ends_with(bare ? std::string_view(sent).substr(1) : std::string_view(sent)),
          "path and query are the target's own bytes");
    if (head.authority.empty()) check(sent == target, "nothing of a target is lost");
    check_authority(head.authority);
}

void check_rewrite(std::string_view path, const PathMatch& match, std::string_view replacement) {
    const auto rewritten = routing::rewrite_path(path, match, replacement);
    if (!covers(match.value, path)) {
        check(rewritten == path, "what does not match stays");
        return;
    }
    check(rewritten.starts_with('/'), "a rewritten path is rooted");
    auto prefix = std::string_view(match.value);
    if (prefix.ends_with('/')) prefix.remove_suffix(1);
    auto rest = path.substr(prefix.size());
    const bool removed = replacement.empty() || replacement == "/";
    while (removed && rest.starts_with("//")) rest.remove_prefix(1);
    check(rewritten.ends_with(rest), "what follows the prefix stays as it is");
    check(!removed || !rewritten.starts_with("//"), "no authority comes of cutting");
}

void check_routing(std::string_view path,
                   std::string_view host,
                   const std::string& prefix,
                   std::string_view replacement) {
    std::array<routing::RouteMatch, 4> routes;
    routes[0].path = {PathMatch::Kind::exact, prefix};
    routes[1].path = {PathMatch::Kind::prefix, prefix};
    routes[2].path = {PathMatch::Kind::regex, "/[a-z]+/[0-9]*"};
    routes[3].path = {PathMatch::Kind::prefix, "/"};
    if (!host.empty()) routes[0].hosts = {std::string(host)};
    const routing::RouteTable table(routes);
    routing::Request request{};
    request.method = "GET";
    request.host = host;
    request.path = path;
    const auto found = table.find(request);
    check(path.starts_with('/') == found.has_value(), "every rooted path has its route");
    if (path == prefix && found) check(*found <= 1, "an exact path is the most specific");
    if (found && *found == 1) check(covers(prefix, path), "a prefix goes by whole segments");
    if (found && *found > 1 && prefix != "/")
        check(!covers(prefix, path), "a prefix is not missed");
    check_rewrite(path, routes[1].path, replacement);
}

void check_values(std::string_view network, std::string_view share) {
    if (const auto parsed = routing::parse_network(network)) {
        check(parsed->contains(parsed->address), "a network contains its own address");
    }
    if (const auto parsed = routing::parse_percent(share)) {
        check(routing::parse_percent(routing::to_percent(*parsed)) == parsed, "shares are exact");
    }
}

void run(std::string_view rest) {
    const auto target = take_piece(rest);
    const auto host = take_piece(rest);
    const std::string prefix(take_piece(rest));
    const auto replacement = take_piece(rest);
    const auto network = take_piece(rest);
    check_values(network, take_piece(rest));
    check_authority(host);
    for (const std::string_view method : {"GET", "OPTIONS"}) {
        http::RequestHead head;
        head.method = method;
        head.target = target;
        if (http::parse_target(head) != Failure::none) continue;
        check_path(head);
        if (prefix.starts_with('/')) check_routing(head.path, host, prefix, replacement);
    }
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(crossfade::fuzz::text_of(data, size));
    return 0;
}
