// See set_cover.hpp.
#include "proxy/report/set_cover.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

bool within(const std::set<std::size_t>& part, const std::set<std::size_t>& whole) {
    return part.size() <= whole.size() &&
           std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

}  // namespace

Step next_step(const std::vector<Cover>& covers) {
    Step best;
    for (const auto& candidate : covers) {
        Step step{{candidate.things.begin(), candidate.things.end()}, 0};
        for (const auto& cover : covers) {
            if (within(cover.things, candidate.things)) step.gain += cover.count;
        }
        const bool better =
            best.things.empty() || step.worth() > best.worth() ||
            (step.worth() == best.worth() &&
             (step.things.size() < best.things.size() ||
              (step.things.size() == best.things.size() && step.things < best.things)));
        if (better) best = std::move(step);
    }
    return best;
}

Choice first_of(const std::vector<Cover>& covers, const std::vector<std::size_t>& things) {
    Choice best{things.front(), 0};
    for (const auto thing : things) {
        std::uint64_t gain = 0;
        for (const auto& cover : covers) {
            if (cover.things.size() == 1 && cover.things.contains(thing)) gain += cover.count;
        }
        if (gain > best.gain) best = {thing, gain};
    }
    return best;
}

void take(std::vector<Cover>& covers, std::size_t thing) {
    for (auto& cover : covers) cover.things.erase(thing);
    std::erase_if(covers, [](const Cover& cover) { return cover.things.empty(); });
}

}  // namespace crossfade::report
