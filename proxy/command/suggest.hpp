// Rules that would take differences for none, where all that differs at one place is of one
// harmless class: to be looked at, given a reason, and pasted.
#pragma once

#include "proxy/compare/pair.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::command {

/// What a rule has to say for one finding; `as` is empty where none would be harmless.
struct Comparator {
    std::string_view as;
    double tolerance = 0;  // of number: the difference itself; of timestamp: in seconds
};

[[nodiscard]] Comparator comparator_of(const compare::Finding& finding);

class Suggestions {
public:
    /// One pair that was judged.
    void add(const compare::Result& result);

    /// Lines of YAML for `compare: {rules: ...}`, those that help most pairs first.
    [[nodiscard]] std::string yaml() const;

private:
    struct Place {
        Comparator comparator;
        bool mixed = false;           // no one rule covers all that differs there
        std::string transition;       // the first one seen
        std::uint64_t pairs = 0;      // that differ there
        std::uint64_t elsewhere = 0;  // ... and at another place too
    };

    void note(Place& place, const compare::Finding& finding, bool first);
    [[nodiscard]] static std::string line(const std::string& path, const Place& place);

    std::map<std::string, Place> places_;  // by path of the findings
};

}  // namespace crossfade::command
