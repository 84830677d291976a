// Sentences that several formats share.
#pragma once

#include "proxy/report/gaps.hpp"
#include "proxy/store/stored.hpp"

#include <string>
#include <vector>

namespace crossfade::report {

/// "Never mirrored: POST, PUT (1,234 live requests of route shop)."
[[nodiscard]] std::string unmirrored_words(const std::vector<Unmirrored>& unmirrored);

/// "POST, PUT: 1,234 live requests, never mirrored; mirrors of route shop copy GET, HEAD".
[[nodiscard]] std::string unmirrored_line(const Unmirrored& unmirrored);

/// "1,200 pairs match by a rule that no longer holds (expired or removed): they count as
/// different."
[[nodiscard]] std::string lapsed_words(std::uint64_t matches);

/// Which configuration the evidence was gathered under, and whether it changed meanwhile; empty if
/// that is not known.
[[nodiscard]] std::string configuration_words(
    const std::vector<store::StoredConfiguration>& configurations);

}  // namespace crossfade::report
