#include "proxy/restart_needed.hpp"

namespace crossfade {

std::vector<std::string_view> restart_needed(const config::Config& now,
                                             const config::Config& next) {
    std::vector<std::string_view> keys;
    if (next.workers != now.workers) keys.emplace_back("workers");
    if (next.comparison.threads != now.comparison.threads ||
        next.comparison.queue != now.comparison.queue) {
        keys.emplace_back("comparison");
    }
    if (next.admin.has_value() != now.admin.has_value() ||
        (next.admin &&
         (next.admin->host != now.admin->host || next.admin->port != now.admin->port ||
          next.admin->token != now.admin->token))) {
        keys.emplace_back("admin");
    }
    if (next.access_log.has_value() != now.access_log.has_value() ||
        (next.access_log && next.access_log->path != now.access_log->path)) {
        keys.emplace_back("access_log");
    }
    if (next.reports.has_value() != now.reports.has_value() ||
        (next.reports && next.reports->directory != now.reports->directory)) {
        keys.emplace_back("reports");
    }
    return keys;
}

}  // namespace crossfade
