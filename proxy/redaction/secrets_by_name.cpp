// Secrets found by the name in front of them; see secrets.hpp. This reads no format by its grammar,
// so that a body that is cut, broken or of another type than it says leaks nothing.
#include "proxy/redaction/secret_names.hpp"
#include "proxy/redaction/secrets.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <optional>

namespace crossfade::redaction {
namespace {

constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_tag = 1000;

bool is_of_name(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_escaped_equals(std::string_view text) noexcept {
    return text.starts_with("%3D") || text.starts_with("%3d");
}

class Finder {
public:
    explicit Finder(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] std::vector<SecretSpan> run();

private:
    using Found = std::optional<SecretSpan>;

    [[nodiscard]] Found value_behind(std::size_t begin, std::size_t end) const;
    [[nodiscard]] Found assigned(std::size_t at, bool json) const;
    [[nodiscard]] Found unquoted(std::size_t at, bool json) const;
    [[nodiscard]] Found escaped(std::size_t at) const;
    [[nodiscard]] Found in_part(std::size_t end) const;
    [[nodiscard]] Found in_element(std::size_t begin, std::size_t end) const;
    [[nodiscard]] Found in_tag(std::size_t begin, std::size_t end) const;

    [[nodiscard]] char at(std::size_t i) const noexcept {
        return i < text_.size() ? text_[i] : '\0';
    }
    [[nodiscard]] std::size_t skip_space(std::size_t i) const noexcept {
        while (is_space(at(i))) ++i;
        return i;
    }
    [[nodiscard]] std::size_t find(std::string_view what, std::size_t from) const noexcept {
        return std::min(text_.find(what, from), text_.size());
    }
    /// Where a text ends that begins behind a quote.
    [[nodiscard]] std::size_t quote_end(std::size_t i, char quote) const noexcept {
        for (; i < text_.size() && text_[i] != quote; ++i) {
            if (text_[i] == '\\') ++i;
        }
        return std::min(i, text_.size());
    }

    std::string_view text_;
};

std::vector<SecretSpan> Finder::run() {
    std::vector<SecretSpan> found;
    for (std::size_t i = 0; i < text_.size();) {
        if (!is_of_name(text_[i])) {
            ++i;
            continue;
        }
        const std::size_t begin = i;
        while (is_of_name(at(i))) ++i;
        const bool secret =
            i - begin <= longest_name && is_secret_name(text_.substr(begin, i - begin));
        if (!secret) continue;
        const Found value = value_behind(begin, i);
        if (!value || value->begin >= value->end) continue;
        if (text_.substr(value->begin).starts_with("redacted:")) continue;
        // In a tag the value may stand in front of its name.
        if (!found.empty() && value->begin < found.back().end) continue;
        found.push_back(*value);
        i = std::max(i, value->end);
    }
    return found;
}

Finder::Found Finder::value_behind(std::size_t begin, std::size_t end) const {
    std::size_t next = end;
    const char quote = at(next);
    const bool quoted = quote == '"' || quote == '\'';
    if (quoted) ++next;
    if (quote == '\\' && at(next + 1) == '"') next += 2;
    next = skip_space(next);
    if (at(next) == ':' || at(next) == '=') {
        ++next;
        if (at(next) == '>') ++next;
        return assigned(skip_space(next), quote == '"');
    }
    if (is_escaped_equals(text_.substr(end))) return escaped(end + 3);
    if (begin > 0 && (text_[begin - 1] == '<' || text_[begin - 1] == ':')) {
        return in_element(begin, end);
    }
    return in_tag(begin, end);
}

/// Of a query in a query: ?next=%2Fin%3Ftoken%3Dvalue%26a%3Db.
Finder::Found Finder::escaped(std::size_t i) const {
    std::size_t to = std::min(text_.find_first_of(" \t\r\n,;&\"'<>{}[]()\\#", i), text_.size());
    for (const std::string_view delimiter : {"%26", "%23"}) to = std::min(to, find(delimiter, i));
    return SecretSpan{i, to};
}

Finder::Found Finder::assigned(std::size_t i, bool json) const {
    const char c = at(i);
    if (c == '"' || c == '\'') return SecretSpan{i + 1, quote_end(i + 1, c)};
    if (c == '\\' && at(i + 1) == '"') return SecretSpan{i + 2, find("\\\"", i + 2)};
    if (c == '{' || c == '[') return std::nullopt;
    return unquoted(i, json);
}

Finder::Found Finder::unquoted(std::size_t i, bool json) const {
    constexpr std::string_view ends = " \t\r\n,;&\"'<>{}[]()\\#";
    std::size_t end = std::min(text_.find_first_of(ends, i), text_.size());
    const std::string_view word = text_.substr(i, end - i);
    if (word == "true" || word == "false" || word == "null") return std::nullopt;
    const bool scheme = text::same_letters(word, "bearer") || text::same_letters(word, "basic") ||
                        text::same_letters(word, "token") || text::same_letters(word, "digest");
    if (scheme && at(end) == ' ') {
        i = end + 1;
        end = std::min(text_.find_first_of(ends, i), text_.size());
    }
    return SecretSpan{i, end, json};
}

/// <password>value</password>, also with a prefix and attributes.
Finder::Found Finder::in_element(std::size_t begin, std::size_t end) const {
    std::size_t open = begin - 1;
    while (open > 0 && begin - open < longest_name && text_[open] != '<') --open;
    if (text_[open] != '<' || text_[open + 1] == '/') return std::nullopt;
    const std::size_t close = find(">", end);
    if (close == text_.size() || close - end > longest_tag || text_[close - 1] == '/') {
        return std::nullopt;
    }
    std::size_t from = close + 1;
    constexpr std::string_view raw = "<![CDATA[";
    if (text_.substr(from).starts_with(raw)) {
        return SecretSpan{from + raw.size(), find("]]>", from)};
    }
    from = skip_space(from);
    std::size_t to = find("<", from);
    while (to > from && is_space(text_[to - 1])) --to;
    return SecretSpan{from, to};
}

/// Content-Disposition: form-data; name="password", an empty line, the value, and a boundary.
Finder::Found Finder::in_part(std::size_t end) const {
    std::size_t from = std::min(find("\r\n\r\n", end) + 4, find("\n\n", end) + 2);
    if (from >= text_.size() || from - end > longest_tag) return std::nullopt;
    std::size_t to = find("\n--", from);
    if (to > from && text_[to - 1] == '\r') --to;
    return SecretSpan{from, to};
}

/// <input name="password" value="...">
Finder::Found Finder::in_tag(std::size_t begin, std::size_t end) const {
    std::size_t name_end = begin;
    if (name_end > 0 && (text_[name_end - 1] == '"' || text_[name_end - 1] == '\'')) --name_end;
    if (!text_.substr(0, name_end).ends_with("name=")) return std::nullopt;
    const std::size_t open = text_.substr(0, begin).find_last_of("<>");
    const bool in =
        open != std::string_view::npos && text_[open] == '<' && begin - open <= longest_tag;
    if (!in) return in_part(end);
    const std::size_t close = std::min(find(">", end), open + longest_tag);
    const std::string_view tag = text_.substr(open, close - open);
    for (const std::string_view attribute : {" value=", " content="}) {
        const std::size_t found = tag.find(attribute);
        if (found == std::string_view::npos) continue;
        return assigned(open + found + attribute.size(), false);
    }
    return std::nullopt;
}

}  // namespace

std::vector<SecretSpan> secrets_by_name(std::string_view text) { return Finder(text).run(); }

}  // namespace crossfade::redaction
