// Reads JSON (RFC 8259) without building anything: every step says whether the grammar held, and
// the positions between steps are what slices are made of. All input is hostile; nothing throws for
// it.
#pragma once

#include <cstddef>
#include <string_view>

namespace crossfade::json {

/// Deeper JSON is refused; bounds the recursion.
inline constexpr std::size_t max_depth = 128;

[[nodiscard]] constexpr bool is_white_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Borrows the text.
class Scanner {
public:
    explicit Scanner(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] std::size_t at() const noexcept { return at_; }
    [[nodiscard]] bool at_end() const noexcept { return at_ == text_.size(); }
    /// The next byte; NUL at the end.
    [[nodiscard]] char here() const noexcept { return at_end() ? '\0' : text_[at_]; }

    void skip_white_space() noexcept {
        while (!at_end() && is_white_space(text_[at_])) ++at_;
    }

    bool take(char wanted) noexcept {
        if (at_end() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }

    /// One value, white space before it included. `depth`: how many levels of objects and arrays
    /// may still be opened.
    bool value(std::size_t depth = max_depth) noexcept;

    /// A string in valid UTF-8.
    bool string() noexcept;

    /// The same value as a slice of the text, without white space; empty if there is none.
    [[nodiscard]] std::string_view take_value(std::size_t depth = max_depth) noexcept;

private:
    bool literal(std::string_view word) noexcept;
    bool escape() noexcept;
    bool digits() noexcept;
    bool number() noexcept;
    bool array(std::size_t depth) noexcept;
    bool object(std::size_t depth) noexcept;

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace crossfade::json
