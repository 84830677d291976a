// The comparison: a pair -> verdict and findings. Pure and thread-safe; runs off the event loops and
// in `crossfade compare`.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "proxy/compare/pair.hpp"

namespace crossfade::compare {

/// The compare rules of one mirror, compiled. Immutable and shared by threads.
class Rules {
public:
    static constexpr std::size_t max_findings = 100;  // per pair; the pair is a mismatch all the same

    /// `route` becomes part of the signature. The configuration must have been validated with
    /// path_error().
    Rules(const config::Compare& written, std::string route);
    ~Rules();
    Rules(Rules&&) noexcept;
    Rules& operator=(Rules&&) noexcept;

    struct Compiled;
    [[nodiscard]] const Compiled& compiled() const noexcept { return *compiled_; }

private:
    std::unique_ptr<const Compiled> compiled_;
};

/// Judges one pair whose two responses arrived whole or truncated. Rules that expired before
/// pair.time do not apply. Never throws for what a backend sent.
[[nodiscard]] Result compare(const Pair& pair, const Rules& rules);

/// Replaces in place what must not be stored: authorization, proxy-authorization, cookie and
/// set-cookie values and the paths of `redact`, each by "redacted:" and 16 hex digits of a keyed
/// hash, so that equality stays visible. Applies to headers, JSON bodies and findings alike; a body
/// that is not JSON but would need redaction by path is replaced whole.
void redact(Pair& pair, Result& result, const Rules& rules, std::string_view key);

}  // namespace crossfade::compare
