// See accounting.hpp.
#include "proxy/store/accounting.hpp"

namespace crossfade::store {
namespace {

std::int64_t difference(std::uint64_t whole, std::uint64_t parts) noexcept {
    return static_cast<std::int64_t>(whole - parts);
}

}  // namespace

std::uint64_t sum(const ByReason& counts) noexcept {
    std::uint64_t total = 0;
    for (const auto& [reason, count] : counts) total += count;
    return total;
}

void Accounting::add(std::string_view outcome, const std::string& reason, std::uint64_t count) {
    const std::map<std::string_view, std::uint64_t*> plain{{"eligible", &eligible},
                                                           {"not_sampled", &not_sampled},
                                                           {"mirrored", &mirrored},
                                                           {"match", &match},
                                                           {"mismatch", &mismatch},
                                                           {"both_failed", &both_failed}};
    const std::map<std::string_view, ByReason*> reasoned{{"dropped", &dropped},
                                                         {"shadow_error", &shadow_error},
                                                         {"live_error", &live_error},
                                                         {"not_compared", &not_compared},
                                                         {"uncopied", &uncopied},
                                                         {record_lost, &lost}};
    if (const auto found = plain.find(outcome); found != plain.end()) {
        *found->second += count;
    } else if (const auto by_reason = reasoned.find(outcome); by_reason != reasoned.end()) {
        (*by_reason->second)[reason] += count;
    } else {
        unknown[std::string(outcome)] += count;
    }
}

std::int64_t Accounting::undecided() const noexcept {
    return difference(eligible, not_sampled + sum(dropped) + mirrored);
}

std::int64_t Accounting::unjudged() const noexcept {
    return difference(
        mirrored,
        match + mismatch + sum(shadow_error) + sum(live_error) + both_failed + sum(not_compared));
}

}  // namespace crossfade::store
