// What requests have in common, so that a fault can be told by when it happens: parameters of the
// query, a few headers, a kind of client. Bounded in names, values and lengths.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crossfade::store {

/// As in StoredAttribute: "query expand" and "items", "(present)" whatever the value is.
struct Attribute {
    std::string name;
    std::string value;

    auto operator<=>(const Attribute&) const = default;
};

inline constexpr std::string_view present = "(present)";

/// A request header that attributes are taken from.
struct Telling {
    enum class As { value, presence, first_item, media_type, client, cookies };

    std::string_view name;  // in lower case
    As as;
    std::size_t rank;  // of its attributes among those of all headers, below `ranks`

    static constexpr std::size_t ranks = 26;
};

/// Null for all others. A name in any case.
[[nodiscard]] const Telling* telling_of(std::string_view header) noexcept;

// Values and targets are redacted. Sorted, none twice; and of one request first what headers tell,
// by rank, then the query, then the status is sorted again.
[[nodiscard]] std::vector<Attribute> attributes_of_field(const Telling& header,
                                                         std::string_view value);
[[nodiscard]] std::vector<Attribute> attributes_of_query(std::string_view target);
[[nodiscard]] Attribute attribute_of_status(int status);

/// What one line of a request tells, shared by the requests that have it.
struct Told {
    std::uint64_t number = 0;  // never another's; 0: not remembered
    std::vector<Attribute> attributes;
};

/// How many requests have which attribute, each under a number of its own.
class AttributeCounts {
public:
    static constexpr std::size_t max_names = 64;
    static constexpr std::size_t max_values = 16;  // of one name, besides "(present)"
    static constexpr std::size_t max_known = 64;   // lines

    /// The attribute's number; nothing if there is no room for another one.
    std::optional<std::size_t> add(const Attribute& attribute, std::uint64_t count);

    /// Each of them once more; their numbers go behind `numbers`, unless that is null.
    void add(const Told& told, std::vector<std::size_t>* numbers);

    [[nodiscard]] const std::vector<std::uint64_t>& counts() const noexcept { return counts_; }

    template <typename Visit>  // of name, value, number
    void each(const Visit& visit) const {
        for (const auto& [name, values] : numbers_) {
            for (const auto& [value, number] : values) visit(name, value, number);
        }
    }

private:
    std::map<std::string, std::map<std::string, std::size_t>> numbers_;
    std::vector<std::uint64_t> counts_;
    // By the number of what was told: looking up each of its texts costs twenty times as much. Who
    // found no room never finds any later.
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> known_;
};

}  // namespace crossfade::store
