// YAML text -> untyped nodes with their places. The only code that knows the YAML library.
#pragma once

#include "config/node.hpp"
#include "config/problem_log.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace crossfade::config {

/// Bounds on what is handed to the YAML library and on what aliases may blow up to.
inline constexpr std::size_t max_text_size = std::size_t{4} << 20U;
inline constexpr int max_depth = 64;
inline constexpr std::size_t max_nodes = 500'000;

/// Nothing if the text is no YAML; the log then says why. A text without any node gives a null
/// node. Duplicate keys are reported, and the first one is kept.
[[nodiscard]] std::optional<RawNode> parse(const std::string& text,
                                           std::uint32_t file,
                                           ProblemLog& log);

}  // namespace crossfade::config
