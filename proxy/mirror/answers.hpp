// Two answers to one request as the pair that is compared. Bodies are put in one piece only where
// somebody looks at them.
#pragma once

#include "proxy/compare/compare.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/mirror/tee.hpp"
#include "proxy/store/pair_view.hpp"

#include <chrono>
#include <string>

namespace crossfade::mirror {

/// Views of one side, which must be complete.
struct Answer {
    const ResponseCopy* head = nullptr;
    const Capture* body = nullptr;
    std::chrono::microseconds time{0};
};

[[nodiscard]] Answer live_answer(const Tee& tee) noexcept;
[[nodiscard]] Answer shadow_answer(const Copy& copy) noexcept;

/// The heads and bodies of both responses into a pair that has none of them.
void put_answers(const Answer& live, const Answer& shadow, compare::Pair& pair);
/// The same of the bodies alone.
void put_bodies(const Answer& live, const Answer& shadow, compare::Pair& pair);

/// What is known without looking at the answers: the request, who asked, the statuses, the times.
[[nodiscard]] compare::Pair description(const Tee& tee, const Copy& copy);

/// What is in one piece nowhere else.
struct Pieces {
    std::string target;
    std::string body;
};
/// What is counted of a copy, which it borrows; `pieces` must live as long.
[[nodiscard]] store::PairView view_of(const Tee& tee, const Copy& copy, Pieces& pieces);

/// True of two answers that are the same in every field and byte, if comparing them would find
/// nothing and teach nothing. Counts as comparing them.
[[nodiscard]] bool is_known_match(const Tee& tee, const Copy& copy);

struct Compared {
    compare::Pair pair;
    compare::Result result;
};

/// Compares two answers to the request of the copy, by the copy's rules; null `knowledge`: with
/// nothing learned and nothing to be learned. The bodies of the responses are in the pair only of a
/// mismatch. Any thread but an event loop, once all of it is complete.
[[nodiscard]] Compared compare_answers(const Tee& tee,
                                       const Copy& copy,
                                       const Answer& live,
                                       const Answer& shadow,
                                       compare::Knowledge* knowledge);

}  // namespace crossfade::mirror
