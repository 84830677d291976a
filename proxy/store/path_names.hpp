// Under which name a path is counted, as far as that is settled: templates that somebody wrote
// down, and parameters that were found out. Renames what was counted under an older name.
#pragma once

#include "proxy/store/stored.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::store {

/// Paths of endpoints that stand for no template; none of them begins with '/'.
inline constexpr std::string_view other_name = "(other)";          // beyond a bound
inline constexpr std::string_view not_found_path = "(not found)";  // only live's 404s led there
inline constexpr std::string_view earlier_path =
    "(earlier)";  // counted before endpoints were told apart

/// A template that somebody wrote down.
struct KnownEndpoint {
    std::string method;  // empty: any
    std::string path;

    auto operator<=>(const KnownEndpoint&) const = default;
};

/// "GET /users/{id}" or "/users/{id}".
[[nodiscard]] KnownEndpoint known_endpoint(std::string_view written);

/// "/a/b?c#d" and "http://h/a/b" -> "/a/b".
[[nodiscard]] std::string_view path_of_target(std::string_view target) noexcept;

/// "/a/b" -> "a", "b". What is behind the 16th is one segment.
[[nodiscard]] std::vector<std::string_view> segments_of(std::string_view path);

/// Where the segments below a path turned out to be names of things: route and template path,
/// "" for the root.
using Collapse = std::pair<std::string, std::string>;

class PathNames {
public:
    PathNames();
    ~PathNames();
    PathNames(PathNames&&) noexcept;
    PathNames& operator=(PathNames&&) noexcept;

    /// In place of those known before.
    void know(const std::vector<KnownEndpoint>& endpoints);
    void collapse(Collapse collapse) { collapses_.insert(std::move(collapse)); }

    /// The written template that this path falls under; a literal segment before a parameter.
    [[nodiscard]] std::optional<std::string> written(std::string_view method,
                                                     std::string_view path) const;

    /// The name by now of what was counted under this one.
    [[nodiscard]] EndpointName renamed(EndpointName name) const;

    [[nodiscard]] const std::set<Collapse>& collapses() const noexcept { return collapses_; }

private:
    struct Node;
    std::unique_ptr<Node> root_;
    std::set<Collapse> collapses_;
};

}  // namespace crossfade::store
