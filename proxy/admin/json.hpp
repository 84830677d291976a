// What the admin API says, as JSON texts, and the one thing it is told that way: a split.
#pragma once

#include "config/snapshot.hpp"
#include "proxy/admin/control.hpp"
#include "proxy/forward/explain.hpp"
#include "proxy/forward/live_split.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crossfade::admin {

[[nodiscard]] std::string status_json(const Status& status);
[[nodiscard]] std::string reload_json(const ReloadResult& result);
[[nodiscard]] std::string errors_json(const std::vector<std::string>& errors);
[[nodiscard]] std::string error_json(std::string_view error, std::string_view message);
[[nodiscard]] std::string routes_json(const config::Snapshot& snapshot, const Control& control);
/// {"route":..,"split":{"legacy":"99%","new":"1%"},"source":"config"|"live"}
[[nodiscard]] std::string split_json(std::string_view route, const forward::LiveSplit& split);
[[nodiscard]] std::string explanation_json(const forward::Explanation& explanation);

/// Shares parallel to `backends`, or what is wrong. Takes {"new":"1%"} as well as {"split":{..}};
/// percentages must add up to 100 %, where exactly one backend is left out it gets the rest.
[[nodiscard]] std::variant<std::vector<routing::Share>, std::string> parse_split(
    const std::string& body, const std::vector<std::string>& backends);

/// The request of POST explain, or what is wrong.
[[nodiscard]] std::variant<forward::ExplainedRequest, std::string> parse_explain(
    const std::string& body);

}  // namespace crossfade::admin
