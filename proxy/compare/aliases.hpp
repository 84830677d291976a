// Which live identifier stands for which shadow one: a bijection that is learned, with the evidence
// for each pair. Texts are kept as hashes only, in bounded space: what was not used for longest
// goes first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace crossfade::compare {

/// Not thread-safe; see learned.hpp.
class Aliases {
public:
    enum class Standing {
        unknown,  // neither was seen
        known,    // these two belong together
        broken    // one of them, or both, belong to another
    };

    explicit Aliases(std::size_t capacity = 200'000) : capacity_(capacity) {}

    /// Whether `live` and `shadow` of one kind belong together by what was learned.
    [[nodiscard]] Standing standing(std::string_view kind,
                                    std::string_view live,
                                    std::string_view shadow) const;

    /// Of two that belong together: true if that was seen in three pairs, or they were `made`.
    [[nodiscard]] bool is_firm(std::string_view kind,
                               std::string_view live,
                               std::string_view shadow) const;

    /// True if one of them was also seen on the other side: both sides then have the same
    /// identifiers, and these two are two things.
    [[nodiscard]] bool crosses(std::string_view kind,
                               std::string_view live,
                               std::string_view shadow) const;

    /// Teaches that they do, as seen in pair number `pair`; the same pair counts once. If they are
    /// broken, each former belief loses one sighting, and gives way when it has none left: one
    /// wrong pair does not overthrow what many showed, and what was learned by mistake does not
    /// stay. `made`: each side has just made the thing and given it its name.
    void teach(std::string_view kind,
               std::string_view live,
               std::string_view shadow,
               std::uint64_t pair,
               bool made = false);

    [[nodiscard]] std::size_t size() const noexcept { return young_.size() + old_.size(); }

private:
    struct Entry {
        std::uint64_t partner = 0;
        std::uint64_t last_pair = 0;
        std::uint32_t sightings = 0;
    };
    // Of both directions; the direction is part of the key.
    using Entries = std::unordered_map<std::uint64_t, Entry>;

    static constexpr std::uint32_t firm = 3;  // sightings

    [[nodiscard]] const Entry* find(std::uint64_t key) const;
    void weaken(std::uint64_t key, std::uint64_t pair);
    void strengthen(std::uint64_t key, std::uint64_t partner, std::uint64_t pair, bool made);
    void forget(std::uint64_t key);
    Entry& young(std::uint64_t key);

    std::size_t capacity_;
    // Two generations: when the young one is full it becomes the old one, whose rest is dropped.
    Entries young_;
    Entries old_;
};

}  // namespace crossfade::compare
