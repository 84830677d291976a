// What the reports directory holds, over the admin API: the report, its signatures, recorded pairs.
#pragma once

#include "config/snapshot.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::admin {

/// A body and its status; 404 where reports are off or the thing is not there, 500 if the store
/// cannot be read.
struct Evidence {
    int status = 200;
    std::string body;
};

/// `resource` is "report", "signatures", "signatures/{s}" or "pairs/{id}"; nothing for any other.
/// Reads the store, so it takes as long as the disk does.
[[nodiscard]] std::optional<Evidence> find_evidence(const config::Snapshot& snapshot,
                                                    std::string_view resource);

}  // namespace crossfade::admin
