// What the readers of this folder give out: a body as a JSON text that means the same, so that
// rules, paths and everything else that is known of JSON hold for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::body {

/// How deep the JSON of a reading may be nested: an element of XML takes two levels.
inline constexpr std::size_t reading_depth = 512;

/// Something that was left out of the JSON because it should mean nothing to who reads the body,
/// such as the prefixes of XML. Two bodies of which only these differ are similar, not identical.
/// Or because it has no place there, and is told besides.
struct SetAside {
    std::string_view what;   // "xml prefix"; lives as long as the program
    std::uint64_t hash = 0;  // of all that was left out under this name, in order
    bool ordering = false;   // an order that the JSON does not show
    bool acted_on = false;   // clients act on it: a difference is one, and `shown` what it is
    std::string shown{};

    bool operator==(const SetAside&) const = default;
};

struct Reading {
    enum class Status {
        good,
        malformed,    // it is not in the format
        over_budget,  // deeper or larger than allowed
        coded         // of gRPC: a message is compressed in a way that nobody knows
    };

    Status status = Status::malformed;
    std::string json;  // of good
    std::vector<SetAside> set_aside;

    [[nodiscard]] bool good() const noexcept { return status == Status::good; }
};

/// For SetAside::hash: `text` added to what was hashed before.
[[nodiscard]] std::uint64_t hash_on(std::uint64_t before, std::string_view text) noexcept;

}  // namespace crossfade::body
