// The comparison: a pair -> verdict and findings. Pure and thread-safe; runs off the event loops
// and in `crossfade compare`.
#pragma once

#include "config/config.hpp"
#include "proxy/compare/knowledge.hpp"
#include "proxy/compare/pair.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::compare {

/// The compare rules of one mirror, compiled. Immutable and shared by threads.
class Rules {
public:
    /// Per pair. What is over it is left out; the pair is a mismatch all the same.
    static constexpr std::size_t max_findings = 100;

    /// `route` becomes part of the signature. The paths must have been validated with
    /// config::parse_compare_path(); a bad one is passed over.
    Rules(const config::Compare& written, std::string route);
    ~Rules();
    Rules(Rules&&) noexcept;
    Rules& operator=(Rules&&) noexcept;

    /// Every rule as it was written, expired ones too, in the order of the file.
    [[nodiscard]] const std::vector<config::CompareRule>& written() const noexcept;

    struct Compiled;
    [[nodiscard]] const Compiled& compiled() const noexcept { return *compiled_; }

private:
    std::unique_ptr<const Compiled> compiled_;
};

/// Judges one pair whose two responses arrived whole or truncated. Rules that expired before
/// pair.time do not apply. What the pair teaches is added to `knowledge`. Never throws for what a
/// backend sent.
[[nodiscard]] Result compare(const Pair& pair, const Rules& rules, Knowledge& knowledge);
/// The same with nothing learned before.
[[nodiscard]] Result compare(const Pair& pair, const Rules& rules);

}  // namespace crossfade::compare
