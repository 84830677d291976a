// See json_pairing.hpp. Everything is done with the two lists in an order that depends on what they
// hold, so that swapped sides are paired alike.
#include "proxy/compare/json_pairing.hpp"

#include <algorithm>
#include <map>

namespace crossfade::compare {
namespace {

using Node = JsonDocument::Node;
using Pairs = std::vector<PairOfPlaces>;

constexpr std::size_t members_looked_at = 64;  // of an object, for its similarity
constexpr std::size_t largest_table = 10'000;  // similarities computed in one gap

Pairs by_key(const JsonElements& one, const JsonElements& other, std::string_view key) {
    std::map<std::string, std::uint32_t> places;
    for (std::uint32_t i = 0; i < other.nodes.size(); ++i) {
        places.emplace(key_of(other.document, other.nodes[i], key), i);
    }
    Pairs pairs;
    for (std::uint32_t i = 0; i < one.nodes.size(); ++i) {
        const auto found = places.find(key_of(one.document, one.nodes[i], key));
        if (found != places.end()) pairs.emplace_back(i, found->second);
    }
    return pairs;
}

class Pairing {
public:
    Pairing(const JsonList& one, const JsonList& other, std::size_t& steps)
        : one_(one),
          other_(other),
          steps_(steps),
          of_one_(one.hashes.size(), false),
          of_other_(other.hashes.size(), false) {}

    JsonPairing run() {
        const auto key = guessed_key(one_.elements, other_.elements);
        Pairs anchors = key ? rising(by_key(one_.elements, other_.elements, *key))
                            : aligned(one_.hashes, other_.hashes, steps_);
        take(anchors);
        if (key) {
            moved(by_key(one_.elements, other_.elements, *key));
        } else {
            moved_equal();
        }
        gaps(anchors, key.has_value());
        std::sort(out_.pairs.begin(), out_.pairs.end());
        return std::move(out_);
    }

private:
    void take(const Pairs& pairs) {
        for (const auto& [i, j] : pairs) {
            of_one_[i] = of_other_[j] = true;
            out_.pairs.emplace_back(i, j);
        }
    }

    void moved(const Pairs& pairs) {
        for (const auto& [i, j] : pairs) {
            if (of_one_[i] || of_other_[j]) continue;
            take({{i, j}});
            out_.reordered = true;
        }
    }

    /// What is left over on both sides and is the same has only moved.
    void moved_equal() {
        std::multimap<std::uint64_t, std::uint32_t> left;
        for (std::uint32_t j = 0; j < of_other_.size(); ++j) {
            if (!of_other_[j]) left.emplace(other_.hashes[j], j);
        }
        Pairs pairs;
        for (std::uint32_t i = 0; i < of_one_.size() && !left.empty(); ++i) {
            const auto found = of_one_[i] ? left.end() : left.find(one_.hashes[i]);
            if (found == left.end()) continue;
            pairs.emplace_back(i, found->second);
            left.erase(found);
        }
        moved(pairs);
    }

    void gaps(const Pairs& anchors, bool has_key) {
        std::uint32_t i = 0;
        std::uint32_t j = 0;
        for (const auto& [to_i, to_j] : anchors) {
            gap(i, to_i, j, to_j, has_key);
            i = to_i + 1;
            j = to_j + 1;
        }
        gap(i,
            static_cast<std::uint32_t>(of_one_.size()),
            j,
            static_cast<std::uint32_t>(of_other_.size()),
            has_key);
    }

    void gap(
        std::uint32_t i, std::uint32_t to_i, std::uint32_t j, std::uint32_t to_j, bool has_key) {
        std::vector<std::uint32_t> rows;
        std::vector<std::uint32_t> columns;
        for (; i < to_i; ++i) {
            if (!of_one_[i]) rows.push_back(i);
        }
        for (; j < to_j; ++j) {
            if (!of_other_[j]) columns.push_back(j);
        }
        if (rows.empty() || columns.empty()) return;
        const std::size_t cells = rows.size() * columns.size();
        const bool one_by_one = rows.size() == columns.size() && (!has_key || rows.size() == 1);
        if (one_by_one || cells > largest_table || cells >= steps_) {
            return in_order(rows, columns, has_key);
        }
        steps_ -= cells;
        by_similarity(rows, columns);
    }

    void in_order(const std::vector<std::uint32_t>& rows,
                  const std::vector<std::uint32_t>& columns,
                  bool has_key) {
        for (std::size_t k = 0; k < std::min(rows.size(), columns.size()); ++k) {
            if (!has_key || alike(rows[k], columns[k]) >= similar) take({{rows[k], columns[k]}});
        }
    }

    /// In order, and so that as much as possible is the same.
    void by_similarity(const std::vector<std::uint32_t>& rows,
                       const std::vector<std::uint32_t>& columns) {
        const std::size_t width = columns.size() + 1;
        std::vector<int> scores(rows.size() * columns.size());
        std::vector<int> best((rows.size() + 1) * width, 0);
        for (std::size_t r = rows.size(); r-- > 0;) {
            for (std::size_t c = columns.size(); c-- > 0;) {
                const int found = alike(rows[r], columns[c]);
                const int score = found >= similar ? found : 0;
                scores[r * columns.size() + c] = score;
                const int both = score == 0 ? 0 : score + best[(r + 1) * width + c + 1];
                best[r * width + c] =
                    std::max({both, best[(r + 1) * width + c], best[r * width + c + 1]});
            }
        }
        for (std::size_t r = 0, c = 0; r < rows.size() && c < columns.size();) {
            const int score = scores[r * columns.size() + c];
            const int here = best[r * width + c];
            if (score != 0 && here == score + best[(r + 1) * width + c + 1]) {
                take({{rows[r++], columns[c++]}});
            } else if (here == best[(r + 1) * width + c]) {
                ++r;
            } else {
                ++c;
            }
        }
    }

    [[nodiscard]] int alike(std::uint32_t i, std::uint32_t j) const {
        return similarity(one_.elements.document,
                          one_.elements.nodes[i],
                          other_.elements.document,
                          other_.elements.nodes[j]);
    }

    const JsonList& one_;
    const JsonList& other_;
    std::size_t& steps_;
    std::vector<bool> of_one_;  // has a partner
    std::vector<bool> of_other_;
    JsonPairing out_;
};

Pairs swapped(Pairs pairs) {
    for (auto& [i, j] : pairs) std::swap(i, j);
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

}  // namespace

int similarity(const JsonDocument& one, Node a, const JsonDocument& other, Node b) {
    if (one.type(a) != other.type(b)) return 0;
    if (one.type(a) == JsonType::array) return one.count(a) == other.count(b) ? similar : 0;
    if (one.type(a) != JsonType::object) return 0;
    std::map<std::string_view, Node> members;
    std::size_t looked_at = 0;
    for (Node child = b + 1; child < other.after(b) && looked_at < members_looked_at;
         child = other.after(child), ++looked_at) {
        members.emplace(other.name(child), child);
    }
    int names = 0;
    int values = 0;
    std::size_t own = 0;
    for (Node child = a + 1; child < one.after(a) && own < members_looked_at;
         child = one.after(child), ++own) {
        const auto found = members.find(one.name(child));
        if (found == members.end()) continue;
        ++names;
        if (one.raw(child) == other.raw(found->second)) ++values;
    }
    const auto all = static_cast<int>(std::max({looked_at, own, std::size_t{1}}));
    return (30 * names + 70 * values) / all;
}

JsonPairing paired(const JsonList& live, const JsonList& shadow, std::size_t& steps) {
    if (live.hashes <= shadow.hashes) return Pairing(live, shadow, steps).run();
    JsonPairing pairing = Pairing(shadow, live, steps).run();
    pairing.pairs = swapped(std::move(pairing.pairs));
    return pairing;
}

}  // namespace crossfade::compare
