// A run: recorded requests are sent to a target, a few at a time, and their answers are judged.
#pragma once

#include "config/config.hpp"
#include "proxy/record/record.hpp"
#include "proxy/replay/exemplar.hpp"
#include "proxy/replay/policy.hpp"
#include "proxy/replay/request.hpp"
#include "proxy/replay/target.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::replay {

struct Settings {
    Target target;
    config::BackendTls tls;  // of a target with https
    std::chrono::milliseconds timeout{10'000};
    std::size_t concurrency = 4;
    std::vector<GivenField> fields;
    std::string key;  // of the store's redaction; empty: none
    Focus focus;
};

struct Run {
    std::vector<Exemplar> exemplars;  // in the order of the records
    std::string error;  // in words, if the target cannot be reached at all; then nothing was sent
};

/// The next record, nothing at the end. Asked for when there is room, so that few are in memory.
using NextRecord = std::function<std::optional<record::Record>()>;

/// Blocks until all are judged.
[[nodiscard]] Run replay(const Settings& settings, Policies& policies, const NextRecord& next);

}  // namespace crossfade::replay
