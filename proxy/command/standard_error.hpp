// Where the proxy says what it does: standard error, whose reader may be slow or gone without
// holding up the thread that speaks, which also hears signals and answers the admin API.
#pragma once

#include <memory>

namespace spdlog {
class logger;
}

namespace crossfade::command {

/// Any thread may log. A line that does not fit within a second is lost, and those after it until
/// there is room; how many were lost is the first thing said then.
[[nodiscard]] std::shared_ptr<spdlog::logger> standard_error_log();

}  // namespace crossfade::command
