// Whether the shadow takes longer than live: Kayenta's classifier (Mann and Whitney's test, of
// which 98 % intervals must clear a quarter of the estimate, and an effect that is worth a word),
// and besides an exact test of both ends, since a few very slow answers move no median.
#pragma once

#include "proxy/store/histogram.hpp"
#include "routing/shift.hpp"

#include <cstdint>
#include <string>

namespace crossfade::report {

enum class Pace { unknown, alike, faster, slower };

[[nodiscard]] const char* name_of(Pace pace) noexcept;

struct PaceReport {
    Pace pace = Pace::unknown;
    store::Latency live;
    store::Latency shadow;
    routing::Shift shift;  // microseconds that the shadow takes longer; exact to 3 % of a duration
    double ratio = 0;      // of the means; 0: unknown
    std::string words = "no answer was timed";
};

/// Below 50 answers on either side nothing is said; less than 5 ms is no difference, nor is less
/// than a fifth.
[[nodiscard]] PaceReport pace_of(const store::Histogram& live, const store::Histogram& shadow);

}  // namespace crossfade::report
