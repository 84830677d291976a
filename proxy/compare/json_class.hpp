// Names for what happened to one JSON value between live and shadow: the class transitions by which
// findings are grouped. "int->string same digits" tells a reader more than two values do.
#pragma once

#include "proxy/compare/json_document.hpp"
#include "proxy/compare/pair.hpp"

#include <string>

namespace crossfade::compare {

struct JsonValue {
    const JsonDocument& document;
    JsonDocument::Node node;

    [[nodiscard]] JsonType type() const noexcept { return document.type(node); }
    [[nodiscard]] std::string_view text() const noexcept { return document.text(node); }
    [[nodiscard]] bool is_container() const noexcept {
        return type() == JsonType::array || type() == JsonType::object;
    }
    /// "", [] or {}.
    [[nodiscard]] bool is_empty() const noexcept;
};

struct Change {
    Kind kind = Kind::value;
    std::string transition;
};

/// True if both are scalars of the same value; numbers by their exact decimal value.
[[nodiscard]] bool same_scalar(JsonValue live, JsonValue shadow);

/// null, "", [] or {}: what serialisers write, or leave out, where there is nothing.
[[nodiscard]] bool is_nothing(JsonValue value) noexcept;

/// True if both can be read as points in time.
[[nodiscard]] bool are_times(JsonValue live, JsonValue shadow) noexcept;

/// The class of two values of which at least one is a scalar and that are not the same:
/// "case", "trim", "Z->offset", "decimal scale 2->15", "true->false", "null->string",
/// "int->string same digits", "string->empty", "value" ...
[[nodiscard]] Change change_of(JsonValue live, JsonValue shadow);

/// "missing", or what it was before if that is the likely reason: "null->missing",
/// "empty->missing".
[[nodiscard]] std::string missing_class(JsonValue live);
/// "extra", "missing->null" or "missing->empty".
[[nodiscard]] std::string extra_class(JsonValue shadow);

}  // namespace crossfade::compare
