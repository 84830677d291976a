// One immutable, validated configuration, compiled for use by the proxy. Built once per reload and
// only ever shared as const; a request keeps the snapshot that it began with.
#pragma once

#include "config/config.hpp"
#include "routing/hash.hpp"
#include "routing/route_table.hpp"
#include "routing/share.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace crossfade::config {

struct Snapshot {
    std::uint64_t generation = 0;  // counts from 1
    Config config;
    routing::RouteTable table;  // find() gives an index into config.routes
    routing::KeyHash split_hash;
    routing::KeyHash sample_hash;

    /// Indices into config.backends, parallel to config.routes[r].split.
    std::vector<std::vector<std::size_t>> split_backends;
    /// Indices into config.backends, parallel to config.routes.
    std::vector<std::optional<std::size_t>> fallback_backends;
    /// Shares from the file, parallel to config.routes[r].split.
    std::vector<std::vector<routing::Share>> split_shares;

    [[nodiscard]] std::optional<std::size_t> find_backend(std::string_view name) const noexcept;
    [[nodiscard]] std::optional<std::size_t> find_route(std::string_view name) const noexcept;
};

[[nodiscard]] std::shared_ptr<const Snapshot> compile(Config config, std::uint64_t generation);

}  // namespace crossfade::config
