// See alignment.hpp: patience diff, with a table for what lies between its anchors.
#include "proxy/compare/alignment.hpp"

#include <algorithm>

namespace crossfade::compare {
namespace {

using Sequence = std::span<const std::uint64_t>;
using Pairs = std::vector<PairOfPlaces>;

constexpr std::size_t largest_table = 1'000'000;  // cells of 2 bytes

struct Once {
    std::uint64_t hash = 0;
    std::uint32_t place = 0;

    bool operator<(const Once& other) const noexcept {
        return hash != other.hash ? hash < other.hash : place < other.place;
    }
};

/// The elements that occur once, sorted by hash.
std::vector<Once> once_in(Sequence sequence) {
    std::vector<Once> all;
    all.reserve(sequence.size());
    for (std::uint32_t i = 0; i < sequence.size(); ++i) all.push_back({sequence[i], i});
    std::sort(all.begin(), all.end());
    std::vector<Once> once;
    for (std::size_t i = 0; i < all.size();) {
        std::size_t next = i + 1;
        while (next < all.size() && all[next].hash == all[i].hash) ++next;
        if (next == i + 1) once.push_back(all[i]);
        i = next;
    }
    return once;
}

/// Those of them that both have, by place in the first.
Pairs common_of(const std::vector<Once>& one, const std::vector<Once>& other) {
    Pairs common;
    auto at = other.begin();
    for (const Once& each : one) {
        while (at != other.end() && at->hash < each.hash) ++at;
        if (at != other.end() && at->hash == each.hash) common.emplace_back(each.place, at->place);
    }
    std::sort(common.begin(), common.end());
    return common;
}

struct Gap {
    std::uint32_t one = 0;  // begins
    std::uint32_t one_end = 0;
    std::uint32_t other = 0;
    std::uint32_t other_end = 0;

    [[nodiscard]] bool open() const noexcept { return one < one_end && other < other_end; }
};

/// The longest common subsequence by its table.
void by_table(Sequence one, Sequence other, const Gap& gap, Pairs& out) {
    const std::size_t rows = gap.one_end - gap.one;
    const std::size_t columns = gap.other_end - gap.other;
    std::vector<std::uint16_t> table((rows + 1) * (columns + 1), 0);
    const auto cell = [&](std::size_t i, std::size_t j) -> std::uint16_t& {
        return table[i * (columns + 1) + j];
    };
    const auto same = [&](std::size_t i, std::size_t j) {
        return one[gap.one + i] == other[gap.other + j];
    };
    for (std::size_t i = rows; i-- > 0;) {
        for (std::size_t j = columns; j-- > 0;) {
            cell(i, j) = same(i, j) ? static_cast<std::uint16_t>(cell(i + 1, j + 1) + 1)
                                    : std::max(cell(i + 1, j), cell(i, j + 1));
        }
    }
    for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
        if (same(i, j)) {
            out.emplace_back(gap.one + i++, gap.other + j++);
        } else if (cell(i + 1, j) >= cell(i, j + 1)) {
            ++i;
        } else {
            ++j;
        }
    }
}

void fill(Sequence one, Sequence other, Gap gap, std::size_t& steps, Pairs& out) {
    for (; gap.open() && one[gap.one] == other[gap.other]; ++gap.one, ++gap.other) {
        out.emplace_back(gap.one, gap.other);
    }
    Pairs behind;
    while (gap.open() && one[gap.one_end - 1] == other[gap.other_end - 1]) {
        behind.emplace_back(--gap.one_end, --gap.other_end);
    }
    const std::size_t cells =
        std::size_t{gap.one_end - gap.one} * std::size_t{gap.other_end - gap.other};
    if (gap.open() && cells <= largest_table && cells < steps) {
        steps -= cells;
        by_table(one, other, gap, out);
    }
    out.insert(out.end(), behind.rbegin(), behind.rend());
}

}  // namespace

std::vector<PairOfPlaces> rising(const Pairs& pairs) {
    constexpr auto none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> tops;  // of each length, the pair at which it ends lowest
    std::vector<std::size_t> before(pairs.size(), none);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto pile = std::lower_bound(
            tops.begin(), tops.end(), pairs[i].second, [&pairs](std::size_t top, auto place) {
                return pairs[top].second < place;
            });
        if (pile != tops.begin()) before[i] = *(pile - 1);
        if (pile == tops.end()) {
            tops.push_back(i);
        } else {
            *pile = i;
        }
    }
    Pairs longest;
    if (tops.empty()) return longest;
    for (std::size_t at = tops.back(); at != none; at = before[at]) longest.push_back(pairs[at]);
    std::reverse(longest.begin(), longest.end());
    return longest;
}

std::vector<PairOfPlaces> aligned(Sequence one, Sequence other, std::size_t& steps) {
    const Pairs anchors = rising(common_of(once_in(one), once_in(other)));
    Pairs all;
    all.reserve(anchors.size());
    Gap gap;
    for (const auto& [i, j] : anchors) {
        gap.one_end = i;
        gap.other_end = j;
        fill(one, other, gap, steps, all);
        all.emplace_back(i, j);
        gap.one = i + 1;
        gap.other = j + 1;
    }
    gap.one_end = static_cast<std::uint32_t>(one.size());
    gap.other_end = static_cast<std::uint32_t>(other.size());
    fill(one, other, gap, steps, all);
    return all;
}

}  // namespace crossfade::compare
