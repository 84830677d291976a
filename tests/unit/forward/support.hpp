// Snapshots for the tests of decisions: real ones, from the text that an operator would write.
#pragma once

#include "config/load.hpp"
#include "config/snapshot.hpp"

#include <stdexcept>
#include <string>

namespace crossfade::forward {

inline std::shared_ptr<const config::Snapshot> snapshot_of(const std::string& routes) {
    const std::string backends =
        "backends:\n"
        "  legacy: {endpoints: [\"127.0.0.1:1\"], host: legacy.test}\n"
        "  new: {endpoints: [\"127.0.0.1:2\"]}\n"
        "  third: {endpoints: [\"127.0.0.1:3\"]}\n";
    const auto nothing = [](const std::string&) -> std::optional<std::string> { return {}; };
    auto loaded = config::load_text(backends + "routes:\n" + routes, "test", {nothing, nothing});
    if (!loaded.config) throw std::invalid_argument(config::describe(loaded.problems));
    return config::compile(std::move(*loaded.config), 1);
}

}  // namespace crossfade::forward
