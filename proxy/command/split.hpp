// crossfade split: shows or changes the weights of one route of a running proxy.
#pragma once

#include "proxy/command/options.hpp"
#include "routing/share.hpp"

#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace crossfade::command {

/// Exit code 0, 1 if the proxy refuses, 2 for a mistake here, 3 if the proxy cannot be asked.
int split(Arguments arguments, std::ostream& out, std::ostream& error);

using WrittenShares = std::vector<std::pair<std::string, routing::Share>>;

/// "new=1%" "legacy=99%" as backends and shares, or what is wrong. Whether they add up is the
/// proxy's to say: it gives a backend that is left out the rest.
[[nodiscard]] std::variant<WrittenShares, std::string> parse_shares(
    std::span<const std::string> words);

/// The body of PUT routes/{route}/split.
[[nodiscard]] std::string split_body(const WrittenShares& shares);

}  // namespace crossfade::command
