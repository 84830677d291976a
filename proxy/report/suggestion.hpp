// The comparator that a field which never holds still should get, as a line of the configuration.
#pragma once

#include "proxy/report/noise.hpp"
#include "proxy/store/stored.hpp"

#include <optional>
#include <string>

namespace crossfade::report {

/// "{path: \"$.updated_at\", as: timestamp, tolerance: 5s, reason: \"...\"}", from the values that
/// were seen. Nothing for what no rule reaches: a status or a header.
[[nodiscard]] std::optional<std::string> suggestion_for(const store::StoredRun& run,
                                                        const NoiseReport& noise);

/// "$.items[*].id" of "body.items[*].id", "$.by_day.*.sum" of "body.by_day.{key}.sum"; nothing for
/// what no rule can name, as what is not in a body.
[[nodiscard]] std::optional<std::string> rule_path(const std::string& path);

}  // namespace crossfade::report
