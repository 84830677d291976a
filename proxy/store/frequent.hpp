// The most frequent pairs of values in bounded memory: Space-Saving (Metwally et al. 2005). What it
// gives back is what was seen for certain, so that rare values never look frequent.
#pragma once

#include "proxy/store/stored.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::store {

class Frequent {
public:
    static constexpr std::size_t candidates = 48;
    using Values = std::pair<std::string, std::string>;  // live, shadow

    void add(const Values& values);
    void merge(const Frequent& other);
    /// Most frequent first. Each has at least that count.
    [[nodiscard]] std::vector<ValuePair> top(std::size_t limit) const;

    [[nodiscard]] std::string blob() const;
    [[nodiscard]] static Frequent of_blob(std::string_view bytes);

private:
    struct Candidate {
        std::uint64_t count = 0;
        std::uint64_t error = 0;  // of which may have been other values
    };
    [[nodiscard]] std::uint64_t of_others() const;

    std::map<Values, Candidate> known_;
};

}  // namespace crossfade::store
