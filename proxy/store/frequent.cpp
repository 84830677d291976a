// See frequent.hpp.
#include "proxy/store/frequent.hpp"

#include "proxy/store/blob.hpp"

#include <algorithm>
#include <tuple>

namespace crossfade::store {
namespace {

constexpr auto by_count = [](const auto& a, const auto& b) {
    return a.second.count < b.second.count;
};

}  // namespace

/// As often as that anything that is not known may have come.
std::uint64_t Frequent::of_others() const {
    if (known_.size() < candidates) return 0;
    return std::min_element(known_.begin(), known_.end(), by_count)->second.count;
}

void Frequent::add(const Values& values) {
    const auto found = known_.find(values);
    if (found != known_.end()) {
        ++found->second.count;
        return;
    }
    std::uint64_t before = 0;
    if (known_.size() == candidates) {
        const auto rarest = std::min_element(known_.begin(), known_.end(), by_count);
        before = rarest->second.count;
        known_.erase(rarest);
    }
    known_.emplace(values, Candidate{before + 1, before});
}

void Frequent::merge(const Frequent& other) {
    const std::uint64_t unknown_here = of_others();
    const std::uint64_t unknown_there = other.of_others();
    std::map<Values, Candidate> all = other.known_;
    for (auto& [values, candidate] : all) {
        const auto here = known_.find(values);
        const bool found = here != known_.end();
        candidate.count += found ? here->second.count : unknown_here;
        candidate.error += found ? here->second.error : unknown_here;
    }
    for (const auto& [values, candidate] : known_) {
        all.emplace(values,
                    Candidate{candidate.count + unknown_there, candidate.error + unknown_there});
    }
    while (all.size() > candidates) {
        all.erase(std::min_element(all.begin(), all.end(), by_count));
    }
    known_ = std::move(all);
}

std::vector<ValuePair> Frequent::top(std::size_t limit) const {
    std::vector<ValuePair> pairs;
    for (const auto& [values, candidate] : known_) {
        const std::uint64_t certain = candidate.count - candidate.error;
        if (certain > 0) pairs.push_back({values.first, values.second, certain});
    }
    std::sort(pairs.begin(), pairs.end(), [](const ValuePair& a, const ValuePair& b) {
        return std::tie(b.count, a.live, a.shadow) < std::tie(a.count, b.live, b.shadow);
    });
    if (pairs.size() > limit) pairs.resize(limit);
    return pairs;
}

std::string Frequent::blob() const {
    BlobWriter blob;
    for (const auto& [values, candidate] : known_) {
        blob.text(values.first);
        blob.text(values.second);
        blob.number(candidate.count);
        blob.number(candidate.error);
    }
    return blob.take();
}

Frequent Frequent::of_blob(std::string_view bytes) {
    Frequent frequent;
    BlobReader blob(bytes);
    while (!blob.at_end()) {
        std::string live(blob.text());
        std::string shadow(blob.text());
        const std::uint64_t count = blob.number();
        const std::uint64_t error = blob.number();
        if (!blob.good() || error > count) return {};
        frequent.known_[{std::move(live), std::move(shadow)}] = {count, error};
    }
    return frequent;
}

}  // namespace crossfade::store
