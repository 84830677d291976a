// A split: backend -> share or weight. All of one kind, so that nobody has to guess what 1 beside
// 99% means.
#include "config/load_parts.hpp"
#include "config/text.hpp"

#include <numeric>

namespace crossfade::config {
namespace {

constexpr std::uint64_t max_weight = std::uint64_t{1} << 32U;

std::optional<std::uint64_t> parse_weight(std::string_view text) {
    const auto weight = parse_whole(text);
    return weight && *weight <= max_weight ? weight : std::nullopt;
}

constexpr ValueType<std::uint64_t> weight_value{
    parse_weight, "a share such as 99.5%, or a relative weight from 0 to 4294967296"};

struct Entry {
    std::optional<std::uint64_t> weight;  // nothing if it was bad
    bool is_share = false;
};

Entry load_entry(const Reader& reader) {
    const bool is_share =
        reader.node().kind == RawNode::Kind::scalar && reader.node().text.ends_with('%');
    if (!is_share) return {reader.value(weight_value), false};
    const auto share = reader.value(value::share);
    if (!share) return {std::nullopt, true};
    return {share->parts_per_million, true};
}

void check_sum(const Reader& reader, const std::vector<SplitEntry>& split, bool shares) {
    const auto sum = std::accumulate(
        split.begin(), split.end(), std::uint64_t{0}, [](std::uint64_t all, const SplitEntry& e) {
            return all + e.weight;
        });
    if (shares && sum != routing::Share::whole) {
        reader.problem("the split adds up to " + share_text(sum) + ", not to 100%");
    } else if (sum == 0) {
        reader.problem("all weights of the split are zero; at least one must be above");
    }
}

}  // namespace

std::vector<SplitEntry> load_split(const Reader& reader) {
    std::vector<SplitEntry> split;
    std::size_t shares = 0;
    bool all_good = true;
    const auto entries = reader.entries();
    for (const Reader& reader_of_entry : entries) {
        const Entry entry = load_entry(reader_of_entry);
        shares += entry.is_share ? 1U : 0U;
        all_good = all_good && entry.weight.has_value();
        split.push_back({reader_of_entry.name(), entry.weight.value_or(0)});
    }
    if (reader.node().kind != RawNode::Kind::mapping) return split;
    if (entries.empty()) {
        reader.problem("'split' must name at least one backend");
    } else if (all_good && shares != 0 && shares != entries.size()) {
        reader.problem("the split mixes shares with % and bare weights; use one kind");
    } else if (all_good) {
        check_sum(reader, split, shares != 0);
    }
    return split;
}

}  // namespace crossfade::config
