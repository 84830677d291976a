// What the admin API says about backends: all that is known of each, and the same in short.
#pragma once

#include "config/config.hpp"
#include "proxy/observe/backend_status.hpp"

#include <boost/json/array.hpp>

#include <string>
#include <vector>

namespace crossfade::admin {

/// In the order of the configuration.
[[nodiscard]] std::string backends_json(const config::Config& config,
                                        const std::vector<observe::BackendStatus>& backends);

/// For the status: how many endpoints there are and serve, and who is in flight and waits.
[[nodiscard]] boost::json::array backends_in_short(
    const std::vector<observe::BackendStatus>& backends);

}  // namespace crossfade::admin
