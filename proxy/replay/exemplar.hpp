// What became of one recorded request that was sent again.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/record/record.hpp"
#include "proxy/replay/caller.hpp"
#include "proxy/replay/policy.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::replay {

enum class Fate : std::uint8_t {
    gone,            // both sides agree now
    remains,         // something that was found then is still there
    changed,         // what was found then is gone, but something else differs
    failed,          // no answer, or a server error
    not_compared,    // an answer that cannot be judged
    not_replayable,  // not sent
};

/// "gone", "remains", ... "not_replayable".
[[nodiscard]] std::string_view name_of(Fate fate) noexcept;

/// "connection refused".
[[nodiscard]] std::string in_words(http::Failure failure);

struct Exemplar {
    std::string id;  // of the record
    std::string signature;
    std::string method;
    std::string path;
    int live_status = 0;
    int status = 0;  // of the new answer; 0: none
    Fate fate = Fate::not_replayable;
    std::string why;                     // of failed, not_compared and not_replayable, in words
    std::vector<compare::Finding> gone;  // found then, and no longer
    std::vector<compare::Finding> remaining;  // found then and now, with the values of now
    std::vector<compare::Finding> fresh;      // found now only
    std::size_t unclear = 0;  // values that were stored redacted, so that nobody can compare them
};

/// What somebody set out to fix, where that is less than the whole pair: the path of a finding.
using Focus = std::optional<std::string>;

/// Nothing is said of the fate yet.
[[nodiscard]] Exemplar exemplar_of(const record::Record& record);

/// Compares the answer with what was recorded of the live side, by the rules in force now. `key`
/// is that of the store's redaction: what was redacted then is redacted in the answer before they
/// are compared. Empty: there is none.
void judge(Exemplar& exemplar,
           const record::Record& record,
           Answer answer,
           Policy& policy,
           std::string_view key,
           const Focus& focus);

}  // namespace crossfade::replay
