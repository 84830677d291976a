// What makes two findings the same fault, and the name that it keeps over runs and restarts.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/store/stored.hpp"

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::store {

/// What a finding has in common over all pairs.
struct FindingShape {
    std::string path;
    std::string kind;
    std::string transition;

    auto operator<=>(const FindingShape&) const = default;
};

/// "F-" and 12 hex digits, of route, method, path template and shape. Not of the mirror: two
/// shadows that are wrong in the same way have the same fault.
[[nodiscard]] std::string fault_of(const EndpointName& endpoint, const FindingShape& shape);

[[nodiscard]] FindingShape shape_of(const compare::Finding& finding);

/// JSON, [{"path","kind","class"}], and back; what cannot be read is left out.
[[nodiscard]] std::string to_json(const std::vector<FindingShape>& shapes);
[[nodiscard]] std::vector<FindingShape> shapes_of(std::string_view json);

}  // namespace crossfade::store
