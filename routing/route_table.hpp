// All routes of one configuration, compiled for look-up. Precedence follows the Kubernetes Gateway
// API: exact host > longest wildcard host > none; exact path > longest prefix > regex; then method,
// then number of header matches, then of query matches, then the order in the file. If the best
// host does not match on the rest, less specific hosts are tried.
#pragma once

#include "routing/request.hpp"
#include "routing/route_match.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace crossfade::routing {

/// Immutable, so it may be shared by threads.
class RouteTable {
public:
    /// Patterns must have passed regex_error().
    explicit RouteTable(std::span<const RouteMatch> routes);
    ~RouteTable();
    RouteTable(RouteTable&&) noexcept;
    RouteTable& operator=(RouteTable&&) noexcept;

    /// The index of the route that serves the request.
    [[nodiscard]] std::optional<std::size_t> find(const Request& request) const;

private:
    struct Index;
    std::unique_ptr<const Index> index_;
};

/// Why a pattern is no valid regular expression (RE2 syntax, matched against the whole value);
/// nothing if it is one.
[[nodiscard]] std::optional<std::string> regex_error(const std::string& pattern);

}  // namespace crossfade::routing
