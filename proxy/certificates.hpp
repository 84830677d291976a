// The certificates in force: loaded with a configuration, renewed when their files change, counted
// and complained about. Lives on the control loop.
#pragma once

#include "proxy/observe/metrics.hpp"
#include "proxy/tls/contexts.hpp"

#include <memory>

namespace spdlog {
class logger;
}

namespace crossfade {

class Certificates {
public:
    Certificates(std::shared_ptr<spdlog::logger> log, observe::ProcessMetrics& metrics)
        : log_(std::move(log)), metrics_(&metrics) {}

    /// What is wrong with the files that the configuration names; changes nothing in force.
    [[nodiscard]] config::Problems load(const config::Config& config);
    /// Puts in force what was loaded last, without problems.
    void adopt();

    /// Every second: new ticket keys, new files. True if contexts() gives others than before. A
    /// listener whose new files are of no use keeps the old ones, and the log says so once.
    [[nodiscard]] bool refresh();

    /// What seals session tickets; that of the process before this one has to come before load().
    [[nodiscard]] std::map<std::string, tls::TicketKeys::State> ticket_keys() const {
        return store_.ticket_keys();
    }
    void inherit_ticket_keys(const std::string& listener, const tls::TicketKeys::State& keys) {
        store_.inherit_ticket_keys(listener, keys);
    }

    [[nodiscard]] std::shared_ptr<const tls::Contexts> contexts() const {
        return store_.contexts();
    }

private:
    void count();

    std::shared_ptr<spdlog::logger> log_;
    observe::ProcessMetrics* metrics_;
    tls::ContextStore store_;
    tls::ContextStore::Built loaded_;
};

}  // namespace crossfade
