// What other rules do to pairs that were judged before: which verdicts flip, what each rule hides,
// and which of them hide nothing.
#pragma once

#include "config/config.hpp"
#include "proxy/compare/pair.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace crossfade::command {

/// A written rule or a piece of built-in knowledge.
struct RuleImpact {
    const config::CompareRule* rule = nullptr;  // null: built in, or a list of headers
    bool fresh = false;                         // those of before did not have it
    std::uint64_t hides = 0;                    // pairs in which it takes a difference for none
    std::uint64_t differ_besides = 0;           // of these: mismatches all the same
    std::uint64_t flips = 0;                    // of these: differed before and match now
};

class Impact {
public:
    /// `rules` are those to be judged by; of those that `before` had too only the others are new.
    /// Without `before` it is not known which are. Both must outlive this.
    Impact(const config::Compare& rules, const config::Compare* before);

    /// One pair. `before` is null where it was never judged.
    void add(const compare::Result* before, const compare::Result& now);
    void add_unreadable() { ++unreadable_; }

    [[nodiscard]] std::string text() const;
    /// One object on a line.
    [[nodiscard]] std::string json() const;

private:
    struct Verdicts {
        std::uint64_t match = 0;
        std::uint64_t mismatch = 0;
        std::uint64_t other = 0;

        void add(compare::Verdict verdict);
    };

    [[nodiscard]] static std::string verdicts_text(const Verdicts& verdicts);
    [[nodiscard]] static std::string verdicts_json(const Verdicts& verdicts);
    [[nodiscard]] std::string changes_text() const;
    [[nodiscard]] std::string rules_text() const;

    std::map<std::string, RuleImpact> rules_;  // by the name that Hidden::by has
    std::uint64_t pairs_ = 0;
    std::uint64_t unreadable_ = 0;
    std::uint64_t unjudged_ = 0;  // before
    std::uint64_t to_match_ = 0;
    std::uint64_t to_mismatch_ = 0;
    Verdicts before_;
    Verdicts now_;
};

}  // namespace crossfade::command
