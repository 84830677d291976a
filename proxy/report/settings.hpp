// What a report is measured against and what it is asked for. A store alone knows neither targets
// nor what should have been mirrored; the configuration does.
#pragma once

#include "config/config.hpp"
#include "proxy/record/time_text.hpp"
#include "proxy/store/description.hpp"
#include "proxy/store/stored.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::report {

/// A share of matches that nobody set otherwise.
inline constexpr double default_target = 0.999;

struct MirrorSettings {
    std::string route;
    std::string mirror;
    bool control = false;
    bool compared = true;              // not `compare: off`
    std::optional<double> sample;      // of the users
    std::vector<std::string> methods;  // that it copies; empty: not known
    std::optional<double> live;  // share of live requests that the mirror's backend serves itself
    double target = default_target;
    std::vector<config::MatchTarget> targets;
    std::string live_url;    // "http://10.0.0.11:8080", for somebody who asks again; empty: unknown
    std::string shadow_url;  // likewise
};

struct Settings {
    std::vector<MirrorSettings> mirrors;
    std::vector<std::string> endpoints;  // templates that are known: "GET /users/{id}", "/orders"

    /// Nothing for a mirror of which only the store knows.
    [[nodiscard]] const MirrorSettings* find(const std::string& route,
                                             const std::string& mirror) const noexcept;
};

[[nodiscard]] Settings settings_of(const config::Config& config);

/// Adds what was in force while the store was filled, of mirrors that `settings` does not know.
void complete(Settings& settings, const store::Description& description);

struct ReportQuery {
    std::string route{};  // empty: all
    std::optional<record::Time>
        since{};  // faults and signatures last seen at or after; counts are of all time
    record::Time now{};
    std::optional<double> target{};      // in place of every configured one
    std::size_t max_signatures = 1'000;  // listed; what is beyond is counted
};

/// The query's target, else the first of the endpoint's that fits, else its mirror's.
[[nodiscard]] double target_of(const store::EndpointName& endpoint,
                               const Settings& settings,
                               const ReportQuery& query);

}  // namespace crossfade::report
