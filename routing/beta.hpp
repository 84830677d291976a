// The incomplete beta function: what exact statements about a share rest on.
#pragma once

namespace crossfade::routing {

/// I_x(a, b): the chance that a beta distributed value is at most x. For x within 0..1 and positive
/// a and b, to about 12 digits. Pure; any thread.
[[nodiscard]] double incomplete_beta(double x, double a, double b) noexcept;

/// ln C(n, k) for 0 <= k <= n.
[[nodiscard]] double log_choose(double n, double k) noexcept;

}  // namespace crossfade::routing
