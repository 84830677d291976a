// Hashes of JSON values under rules: values that count as the same have the same hash, so that
// equal elements of two arrays are found without comparing each with each. The reverse need not
// hold; who uses a hash compares afterwards.
#pragma once

#include "proxy/compare/json_document.hpp"
#include "proxy/compare/rules.hpp"

#include <cstdint>
#include <vector>

namespace crossfade::compare {

class JsonHash {
public:
    JsonHash(const JsonDocument& document, const RuleWalk& rules)
        : document_(document), rules_(rules) {}

    [[nodiscard]] std::uint64_t operator()(JsonDocument::Node node, const RulePlace& at);

private:
    [[nodiscard]] std::uint64_t computed(JsonDocument::Node node, const RulePlace& at);
    [[nodiscard]] std::uint64_t of_object(JsonDocument::Node node, const RulePlace& at);
    [[nodiscard]] std::uint64_t of_array(JsonDocument::Node node, const RulePlace& at);

    const JsonDocument& document_;
    const RuleWalk& rules_;
    std::vector<std::uint64_t> known_;  // by node; 0: not computed yet
};

}  // namespace crossfade::compare
