// What the counts take from one judged pair: small, and redacted before anybody else sees it.
#pragma once

#include "proxy/compare/compare.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/store/attribute_reader.hpp"
#include "proxy/store/fault.hpp"
#include "proxy/store/frequent.hpp"
#include "proxy/store/pair_view.hpp"
#include "routing/hash.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::store {

/// Under the key of the installation; equal things have equal hashes, and nobody without the key
/// can try out what they are of.
struct Hashes {
    explicit Hashes(std::string_view installation_key);

    std::string key;
    routing::KeyHash requests;
    routing::KeyHash users;
    routing::KeyHash redaction;

    /// Of a user's key, as records name the user; empty for none.
    [[nodiscard]] std::string token_of_user(std::string_view user) const;
};

/// One fault as a pair shows it.
struct Difference {
    FindingShape shape;
    std::vector<Frequent::Values> values;  // none twice
};

struct Observation {
    std::string method;
    std::string target;     // redacted
    std::int64_t time = 0;  // milliseconds since the epoch
    compare::Verdict verdict = compare::Verdict::match;
    std::string reason;
    std::string build;
    std::string signature;  // of mismatch
    int live_status = 0;
    int shadow_status = 0;
    std::int64_t live_time = 0;  // microseconds; 0: unknown
    std::int64_t shadow_time = 0;
    std::uint64_t request = 0;  // hashes
    std::uint64_t user = 0;     // 0: no key
    ToldLines attributes;
    std::vector<Difference> differences;  // of mismatch; sorted by shape
    std::vector<std::string> hidden_by;   // sorted, none twice

    /// What was looked at to the end.
    [[nodiscard]] bool compared() const noexcept {
        return verdict == compare::Verdict::match || verdict == compare::Verdict::mismatch;
    }
};

/// Any thread.
[[nodiscard]] Observation observe(const PairView& pair,
                                  const compare::Result& result,
                                  const compare::Rules& rules,
                                  const Hashes& hashes,
                                  AttributeReader& attributes);
/// The same for one pair alone.
[[nodiscard]] Observation observe(const compare::Pair& pair,
                                  const compare::Result& result,
                                  const compare::Rules& rules,
                                  const Hashes& hashes);

/// True for the names of rules that somebody wrote; false for built-in knowledge.
[[nodiscard]] bool is_written(std::string_view by) noexcept;

}  // namespace crossfade::store
