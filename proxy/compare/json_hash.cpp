// See json_hash.hpp.
#include "proxy/compare/json_hash.hpp"

#define XXH_INLINE_ALL
#include "proxy/compare/json_class.hpp"
#include "proxy/text/decimal.hpp"

#include <algorithm>
#include <xxhash.h>

namespace crossfade::compare {
namespace {

using As = config::CompareRule::As;

constexpr std::uint64_t any_value = 0x9e3779b97f4a7c15U;  // of all that a rule may hold the same

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) noexcept {
    return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
    a = (a ^ (b + any_value)) * 0xff51afd7ed558ccdU;
    return a ^ (a >> 32U);
}

std::uint64_t hash_of_number(std::string_view text) {
    // Most numbers are short and plain: their digits are their value.
    const bool plain = text.size() < 16 && text::is_integer_text(text) && !text.ends_with('0');
    if (plain) {
        const bool negative = text.starts_with('-');
        return mix(hash_of(text.substr(negative ? 1 : 0), negative ? 3 : 2), 0);
    }
    const text::Decimal value = text::decimal_of(text);
    return mix(hash_of(value.digits, value.negative ? 3 : 2),
               static_cast<std::uint64_t>(value.exponent));
}

/// True of a rule under which differing scalars may be the same.
bool varies(const RulePlace& at) noexcept {
    if (at.rule == nullptr) return false;
    switch (at.rule->written.as) {
        case As::number:
        case As::timestamp:
        case As::alias:
        case As::same_class:
        case As::text:
        case As::url:
        case As::json:
            return true;
        default:
            return false;
    }
}

}  // namespace

std::uint64_t JsonHash::operator()(JsonDocument::Node node, const RulePlace& at) {
    if (at.ignored()) return any_value;
    if (known_.empty()) known_.resize(document_.size());
    if (known_[node] == 0) known_[node] = std::max<std::uint64_t>(computed(node, at), 1);
    return known_[node];
}

std::uint64_t JsonHash::computed(JsonDocument::Node node, const RulePlace& at) {
    const JsonType type = document_.type(node);
    const bool container = type == JsonType::array || type == JsonType::object;
    if (!container && varies(at)) return any_value;
    if (at.is(As::optional) && is_nothing({document_, node})) return any_value;
    switch (type) {
        case JsonType::boolean:
            return document_.boolean(node) ? 11 : 12;
        case JsonType::number:
            return hash_of_number(document_.text(node));
        case JsonType::string:
            return hash_of(document_.text(node), 1);
        case JsonType::object:
            return of_object(node, at);
        case JsonType::array:
            return of_array(node, at);
        default:
            return 13;
    }
}

// A sum, because the order of members does not count.
std::uint64_t JsonHash::of_object(JsonDocument::Node node, const RulePlace& at) {
    std::uint64_t sum = 21;
    for (const auto child : document_.children(node)) {
        const RulePlace below = rules_.member(at, document_.name(child));
        const bool absent = below.is(As::optional) && is_nothing({document_, child});
        if (below.ignored() || absent) continue;
        sum += mix(hash_of(document_.name(child), 4), (*this)(child, below));
    }
    return sum;
}

std::uint64_t JsonHash::of_array(JsonDocument::Node node, const RulePlace& at) {
    const RulePlace below = rules_.element(at);
    if (below.ignored()) return 22;
    std::vector<std::uint64_t> hashes;
    for (const auto child : document_.children(node)) hashes.push_back((*this)(child, below));
    if (at.is(As::set) || at.is(As::multiset) || at.is(As::keyed)) {
        std::sort(hashes.begin(), hashes.end());
    }
    if (at.is(As::set)) {
        hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    }
    std::uint64_t result = 22;
    for (const std::uint64_t hash : hashes) result = mix(result, hash);
    return result;
}

}  // namespace crossfade::compare
