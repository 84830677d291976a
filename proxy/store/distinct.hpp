// How many different ones there were: exact up to a thousand, then by HyperLogLog (Flajolet et al.
// 2007) with the estimator of Ertl (2017), standard error 1.6 %. Two of them unite exactly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::store {

class Distinct {
public:
    static constexpr std::size_t exact_up_to = 1'000;

    /// Hashes of 64 evenly distributed bits.
    void add(std::uint64_t hash);
    void merge(const Distinct& other);
    [[nodiscard]] std::uint64_t count() const;
    [[nodiscard]] bool empty() const noexcept { return hashes_.empty() && registers_.empty(); }

    [[nodiscard]] std::string blob() const;
    [[nodiscard]] static Distinct of_blob(std::string_view bytes);

private:
    void note(std::uint64_t hash);
    void give_up_exactness();

    std::vector<std::uint64_t> hashes_;    // ascending, none twice
    std::vector<std::uint8_t> registers_;  // empty while the hashes are kept
};

}  // namespace crossfade::store
