// The verdict on a copy whose two sides need not be compared, or cannot be.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/mirror/tee.hpp"

#include <optional>
#include <string_view>

namespace crossfade::mirror {

struct KnownVerdict {
    compare::Verdict verdict = compare::Verdict::match;
    std::string_view reason;  // a name of observe/reason.hpp; empty where there is none
};

/// Nothing if the pair has to be compared. Any thread, once both sides of the copy ended.
[[nodiscard]] std::optional<KnownVerdict> known_verdict(const Tee& tee, const Copy& copy) noexcept;

}  // namespace crossfade::mirror
