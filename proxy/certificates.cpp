// Every word about certificates that the log gets is said here.
#include "proxy/certificates.hpp"

#include <spdlog/logger.h>

#include <utility>

namespace crossfade {

config::Problems Certificates::load(const config::Config& config) {
    loaded_ = store_.build(config, tls::TicketKeys::Clock::now());
    return loaded_.problems;
}

void Certificates::adopt() {
    for (const auto& warning : loaded_.warnings) log_->warn("{}", warning);
    store_.adopt(std::exchange(loaded_, {}));
    count();
}

bool Certificates::refresh() {
    store_.rotate_ticket_keys(tls::TicketKeys::Clock::now());
    const auto change = store_.refresh();
    for (const auto& problem : change.problems) {
        log_->error("{}; the old certificates stay in force", problem);
    }
    for (const auto& warning : change.warnings) log_->warn("{}", warning);
    for (const auto& owner : change.renewed) log_->info("{}: changed files in force", owner);
    count();
    return !change.renewed.empty();
}

void Certificates::count() {
    metrics_->certificate_reload_successful.set(store_.current() ? 1 : 0);
    metrics_->certificates.clear();
    const auto contexts = store_.contexts();
    for (const auto& [listener, context] : contexts->listeners) {
        for (const auto& each : context->certificates()) {
            const auto at = std::chrono::system_clock::to_time_t(each.expires);
            metrics_->certificates.push_back({listener, each.file, at});
        }
    }
}

}  // namespace crossfade
