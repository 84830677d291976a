// Requests that are under way while the file of the store is taken away: their verdicts will come
// to the new one, which then has to know that they were eligible and mirrored.
#pragma once

#include "proxy/store/pending.hpp"

#include <cstdint>
#include <map>

namespace crossfade::store {

/// One thread.
class UnderWay {
public:
    /// The store has these.
    void written(const std::map<CountKey, std::uint64_t>& counts);

    /// The store is another one from here on: what it is to be told first.
    [[nodiscard]] std::map<CountKey, std::uint64_t> begin_anew();

private:
    std::map<CountKey, std::uint64_t> counts_;  // of the present store, by this process
};

}  // namespace crossfade::store
