// See equal_pair.hpp. It is note_equal_bodies() that learns, from what this leaves to it.
#include "proxy/compare/equal_pair.hpp"

#include "proxy/compare/learned.hpp"
#include "proxy/compare/rules.hpp"

namespace crossfade::compare {

bool is_known_match(std::string_view method,
                    std::string_view path,
                    bool has_body,
                    const Rules& rules,
                    Knowledge* knowledge) noexcept {
    const bool teaches = knowledge && has_body && rules.compiled().built_in;
    return !teaches || knowledge->learned().passes_over(method, path);
}

}  // namespace crossfade::compare
