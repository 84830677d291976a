// The answer to the question that a report is opened for: can live traffic be moved?
#pragma once

#include "proxy/report/accounts.hpp"
#include "proxy/report/endpoints.hpp"
#include "proxy/report/gaps.hpp"

#include <string>
#include <vector>

namespace crossfade::report {

enum class Readiness { not_ready, not_enough_data, ready_for_a_step, ready };

struct Verdict {
    Readiness readiness = Readiness::not_enough_data;
    double step = 0;                   // share of the users; 1 where ready
    std::string title;                 // "NOT READY", "READY FOR 1 %" ...
    std::string summary;               // one sentence
    std::vector<std::string> reasons;  // the main ones, the worst first, at most three
    std::size_t ready = 0;             // endpoints
    std::size_t endpoints = 0;
    double proven = 0;  // of all endpoints together at least this share is fine (95 %)
};

/// NOT READY: something is shown to be below its target, or the sums do not hold. READY: all
/// endpoints are shown to be at their targets. In between, READY FOR a step at which, as far as all
/// endpoints together prove, a tenth of what the targets allow would differ in all; else NOT ENOUGH
/// DATA. Nothing compared is never ready, nor is a whole of which something is `unseen`: what is
/// named and was never compared. Methods that no mirror copies are for somebody to decide about:
/// they are said in the title and the summary, whatever the verdict.
[[nodiscard]] Verdict verdict_of(const std::vector<MirrorReport>& mirrors,
                                 const std::vector<EndpointReport>& endpoints,
                                 const std::vector<std::string>& unseen,
                                 const std::vector<Unmirrored>& unmirrored);

/// Exit code of `report --gate`: 0 ready (for `step` of the users), 1 not ready, 2 not enough data.
[[nodiscard]] int gate_of(const Verdict& verdict, double step) noexcept;

}  // namespace crossfade::report
