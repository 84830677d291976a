// HTML cut into tags and texts (WHATWG HTML, section "Tokenization"), in one pass over the bytes.
// Every text is HTML, so nothing is an error. Comments, doctypes and processing instructions are
// passed over.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::body {

struct HtmlToken {
    enum class Kind { text, start, end };

    Kind kind = Kind::text;
    std::string text;  // of text, references resolved; of tags, their name in lower case
    std::vector<std::pair<std::string, std::string>> attributes;  // of start; names in lower case
    bool closes_itself = false;                                   // of start: <a/>
};

/// Borrows the text.
class HtmlTokens {
public:
    explicit HtmlTokens(std::string_view text) noexcept : rest_(text) {}

    /// False at the end; the token is then as it was.
    [[nodiscard]] bool next(HtmlToken& token);

private:
    [[nodiscard]] bool skip_comment() noexcept;
    [[nodiscard]] bool at_tag() const noexcept;
    void read_tag(HtmlToken& token);
    void read_attribute(HtmlToken& token);
    [[nodiscard]] std::string read_value();
    void read_text(HtmlToken& token);
    [[nodiscard]] std::size_t raw_end() const noexcept;

    std::string_view rest_;
    std::string raw_;  // the element whose text holds no tags: script, style, title ...
};

}  // namespace crossfade::body
