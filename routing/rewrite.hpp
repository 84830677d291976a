// Changes to a request head on its way to a backend: path, host and fields.
#pragma once

#include "routing/route_match.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::routing {

struct FieldValue {
    std::string name;
    std::string value;
};

struct Rewrite {
    std::optional<std::string> host;            // the Host field sent
    std::optional<std::string> replace_prefix;  // what stands in for the matched prefix
    std::vector<FieldValue> set_fields;         // replaces all fields of that name
    std::vector<std::string> remove_fields;

    [[nodiscard]] bool empty() const noexcept {
        return !host && !replace_prefix && set_fields.empty() && remove_fields.empty();
    }
};

/// The path (without query) with the prefix that `match` matched replaced, by whole segments as the
/// Gateway API's ReplacePrefixMatch does: /orders -> /v2/orders turns /orders/7 into /v2/orders/7.
/// An exact match is replaced whole; for a regex match there is no prefix, and the path stays.
[[nodiscard]] std::string rewrite_path(std::string_view path,
                                       const PathMatch& match,
                                       std::string_view replacement);

}  // namespace crossfade::routing
