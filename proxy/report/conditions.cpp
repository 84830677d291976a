// See conditions.hpp.
#include "proxy/report/conditions.hpp"

#include "routing/exact_test.hpp"
#include "routing/false_discovery.hpp"

#include <algorithm>
#include <tuple>

namespace crossfade::report {
namespace {

constexpr double max_false = 0.01;  // share of what is shown that is chance
constexpr std::uint64_t least = 5;  // pairs
constexpr double least_lift = 1.2;

double share_of(std::uint64_t part, std::uint64_t whole) noexcept {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::vector<Condition> conditions_of(const store::StoredFault& fault,
                                     std::uint64_t compared,
                                     std::size_t limit) {
    std::vector<double> chances;
    const double usual = share_of(fault.count, compared);
    for (const auto& attribute : fault.attributes) {
        // Most attributes tell nothing and need no test, but count among those that were looked at.
        const bool lifts = attribute.with >= least &&
                           share_of(attribute.with, attribute.among) >= least_lift * usual;
        chances.push_back(
            lifts ? routing::fisher_p(attribute.with, attribute.among, fault.count, compared) : 1);
    }
    const auto rates = routing::false_discovery_rates(chances);
    std::vector<Condition> conditions;
    for (std::size_t index = 0; index < rates.size(); ++index) {
        const store::StoredAttribute& attribute = fault.attributes[index];
        if (rates[index] > max_false) continue;
        Condition condition{attribute.name, attribute.value, attribute.with, attribute.among};
        condition.share = share_of(attribute.with, attribute.among);
        condition.elsewhere = share_of(fault.count - attribute.with, compared - attribute.among);
        condition.lift = condition.share / usual;
        conditions.push_back(std::move(condition));
    }
    std::stable_sort(conditions.begin(), conditions.end(), [](const auto& a, const auto& b) {
        return std::tuple(-a.lift, -static_cast<double>(a.with), a.name, a.value) <
               std::tuple(-b.lift, -static_cast<double>(b.with), b.name, b.value);
    });
    if (conditions.size() > limit) conditions.resize(limit);
    return conditions;
}

}  // namespace crossfade::report
