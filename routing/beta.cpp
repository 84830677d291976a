// The continued fraction of DLMF 8.17.22, evaluated from the front by Lentz's method.
#include "routing/beta.hpp"

#include <cmath>

namespace crossfade::routing {
namespace {

/// As std::lgamma, which writes a global: positive arguments only.
double log_gamma(double value) noexcept {
    int sign = 0;
    return ::lgamma_r(value, &sign);
}

double not_zero(double value) noexcept { return std::fabs(value) < 1e-300 ? 1e-300 : value; }

double continued_fraction(double x, double a, double b) noexcept {
    constexpr int most_terms = 10'000;
    double c = 1;
    double d = 1 / not_zero(1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int term = 1; term <= most_terms; ++term) {
        const double m = term;
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / not_zero(1 + even * d);
        c = not_zero(1 + even / c);
        fraction *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / not_zero(1 + odd * d);
        c = not_zero(1 + odd / c);
        fraction *= d * c;
        if (std::fabs(d * c - 1) < 1e-14) break;
    }
    return fraction;
}

}  // namespace

double incomplete_beta(double x, double a, double b) noexcept {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    const double log_front =
        log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * std::log(x) + b * std::log1p(-x);
    const double front = std::exp(log_front);
    // The fraction converges fast on this side of the mean only.
    if (x < (a + 1) / (a + b + 2)) return front * continued_fraction(x, a, b) / a;
    return 1 - front * continued_fraction(1 - x, b, a) / b;
}

double log_choose(double n, double k) noexcept {
    return log_gamma(n + 1) - log_gamma(k + 1) - log_gamma(n - k + 1);
}

}  // namespace crossfade::routing
