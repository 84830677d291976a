// What requests have in common, so that a fault can be told by when it happens: parameters of the
// query, a few headers, a kind of client. Bounded in names, values and lengths.
#pragma once

#include "proxy/compare/pair.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::store {

/// As in StoredAttribute: "query expand" and "items", "(present)" whatever the value is.
struct Attribute {
    std::string name;
    std::string value;

    auto operator<=>(const Attribute&) const = default;
};

inline constexpr std::string_view present = "(present)";

/// True for the request headers that attributes are taken from (names in any case).
[[nodiscard]] bool tells_attributes(std::string_view header);

/// `request` is redacted, and `path` with it. Sorted, none twice.
[[nodiscard]] std::vector<Attribute> attributes_of(const compare::RecordedRequest& request,
                                                   int live_status);

/// How many requests have which attribute, each under a number of its own.
class AttributeCounts {
public:
    static constexpr std::size_t max_names = 64;
    static constexpr std::size_t max_values = 16;  // of one name, besides "(present)"

    /// The attribute's number; nothing if there is no room for another one.
    std::optional<std::size_t> add(const Attribute& attribute, std::uint64_t count);

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
};

}  // namespace crossfade::store
