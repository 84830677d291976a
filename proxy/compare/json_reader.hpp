// Reads a JSON text into a JsonDocument: the inside of json_document.hpp. It makes one pass, copies
// nothing but strings with escapes, and turns no number into anything.
#pragma once

#include "proxy/compare/json_document.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crossfade::compare {

class JsonReader {
public:
    /// `document` has its source; what is read is added to it.
    JsonReader(JsonDocument& document, const JsonLimits& limits);

    [[nodiscard]] JsonDocument::Status read();

private:
    struct Text {  // of a string, without the quotes
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        bool escaped = false;
    };

    // Each reads one thing at `at_` and moves behind it; false if it is not there.
    bool value(const Text& name);
    bool container(JsonType type, const Text& name);
    bool elements(JsonDocument::Node array);
    bool members(JsonDocument::Node object);
    bool number(const Text& name);
    bool literal(std::string_view word, JsonType type, const Text& name);
    bool text(Text& out);
    bool text_with_escapes(Text& out);
    bool escape();
    bool unicode_escape();
    bool four_digits(std::uint32_t& value);
    bool beyond_ascii();
    bool digits();

    void skip_space() noexcept;
    void skip_plain() noexcept;
    /// Nothing if the document is full.
    JsonDocument::Entry* add(JsonType type, const Text& name);
    [[nodiscard]] bool next_is(char c) const noexcept { return at_ != end_ && *at_ == c; }
    [[nodiscard]] std::uint32_t offset() const noexcept {
        return static_cast<std::uint32_t>(at_ - begin_);
    }

    JsonDocument& document_;
    JsonLimits limits_;
    const char* begin_;
    const char* at_;
    const char* end_;
    std::size_t depth_ = 0;
    bool over_budget_ = false;
};

}  // namespace crossfade::compare
