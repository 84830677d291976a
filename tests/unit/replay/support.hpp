// A configuration with one mirror, and a record of it.
#pragma once

#include "config/load.hpp"
#include "proxy/replay/policy.hpp"
#include "tests/unit/record/fixtures.hpp"

#include <string>
#include <utility>

namespace crossfade::replay {

/// `mirror` is YAML of the flow kind, what stands behind "to: sandbox".
inline config::Config configuration_with(const std::string& mirror) {
    const std::string text = R"(
listeners: [{name: public, address: 127.0.0.1:8080}]
backends:
  legacy: {endpoints: ["127.0.0.1:9001"]}
  sandbox: {endpoints: ["127.0.0.1:9002"], host: sandbox.example}
  staging: {endpoints: ["127.0.0.1:9003"]}
routes:
  - name: orders
    match: {path: {prefix: /orders}}
    split: {legacy: 100%}
    mirror: [{to: staging}, {to: sandbox)" +
                             mirror + "}]\n";
    auto loaded = config::load_text(text, "test.yaml", config::process_environment());
    if (!loaded.config) throw std::runtime_error(loaded.problems.front().message);
    return std::move(*loaded.config);
}

/// With a client's fields, some of which belong to a connection or to one request alone.
inline record::Record recorded() {
    auto record = record::sample_record();
    record.pair.request.headers = {{"Host", "shop.example"},
                                   {"Accept", "application/json"},
                                   {"Connection", "keep-alive"},
                                   {"X-Request-Id", "r-1"}};
    return record;
}

}  // namespace crossfade::replay
