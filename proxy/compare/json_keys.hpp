// What identifies the elements of an array: the member that a rule names, or one that is likely
// enough to be guessed.
#pragma once

#include "proxy/compare/json_document.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crossfade::compare {

/// The value of the member `by` of an element, "" if it has no such scalar. A number and the same
/// digits as a string identify the same element; that the type changed is for the comparison of the
/// pair to find.
[[nodiscard]] std::string key_of(const JsonDocument& document,
                                 JsonDocument::Node element,
                                 std::string_view by);

struct JsonElements {
    const JsonDocument& document;
    std::span<const JsonDocument::Node> nodes;
};

/// A member (id, uuid, key, name, sku, code ...) that every element of both sides has, each with
/// another value, and of which at least half of the shorter side's values are on the other side
/// too.
[[nodiscard]] std::optional<std::string_view> guessed_key(const JsonElements& one,
                                                          const JsonElements& other);

}  // namespace crossfade::compare
