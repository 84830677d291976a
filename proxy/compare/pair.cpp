// The names of verdicts and kinds, as the records and the report write them.
#include "proxy/compare/pair.hpp"

#include <array>

namespace crossfade::compare {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 6> verdict_names{
    "match", "mismatch", "shadow_error", "live_error", "both_failed", "not_compared"};
constexpr std::array<std::string_view, 6> kind_names{
    "value", "type", "missing", "extra", "length", "order"};

}  // namespace

std::string_view name_of(Verdict verdict) noexcept {
    return verdict_names[static_cast<std::size_t>(verdict)];
}

std::optional<Verdict> verdict_of(std::string_view name) noexcept {
    for (std::size_t i = 0; i < verdict_names.size(); ++i) {
        if (verdict_names[i] == name) return static_cast<Verdict>(i);
    }
    return std::nullopt;
}

std::string_view name_of(Kind kind) noexcept { return kind_names[static_cast<std::size_t>(kind)]; }

}  // namespace crossfade::compare
