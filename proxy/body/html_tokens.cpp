// See html_tokens.hpp.
#include "proxy/body/html_tokens.hpp"

#include "proxy/body/character_references.hpp"
#include "routing/ascii.hpp"

#include <algorithm>
#include <array>

namespace crossfade::body {
namespace {

constexpr std::string_view white_space = " \t\r\n\f";
// Inside these only their own end tag is one; references count in the last two.
constexpr std::array<std::string_view, 8> raw_names{
    "iframe", "noembed", "noframes", "script", "style", "xmp", "textarea", "title"};

bool is_letter(char c) noexcept {
    const char lower = routing::to_lower(c);
    return lower >= 'a' && lower <= 'z';
}

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), routing::to_lower);
    return out;
}

/// Cuts off what stands before the first of `ends`, or all there is.
std::string_view take_until(std::string_view& rest, std::string_view ends) noexcept {
    const std::size_t end = std::min(rest.find_first_of(ends), rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(end);
    return taken;
}

void skip_behind(std::string_view& rest, std::string_view mark) noexcept {
    const std::size_t at = rest.find(mark);
    rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + mark.size());
}

void skip_white_space(std::string_view& rest) noexcept {
    rest.remove_prefix(std::min(rest.find_first_not_of(white_space), rest.size()));
}

}  // namespace

bool HtmlTokens::next(HtmlToken& token) {
    if (raw_.empty()) {
        while (skip_comment()) {
        }
    }
    if (rest_.empty()) return false;
    const bool tag = at_tag() && (raw_.empty() || raw_end() == 0);
    if (tag) {
        read_tag(token);
    } else {
        read_text(token);
    }
    return true;
}

// Also what the standard calls a bogus comment: <!doctype html>, <?xml ?>, </3>.
bool HtmlTokens::skip_comment() noexcept {
    if (rest_.starts_with("<!--")) {
        // <!--> and <!---> are whole comments.
        rest_.remove_prefix(2);
        skip_behind(rest_, "-->");
        return true;
    }
    const bool bogus = rest_.starts_with("<!") || rest_.starts_with("<?") ||
                       (rest_.starts_with("</") && rest_.size() > 2 && !is_letter(rest_[2]));
    if (bogus) skip_behind(rest_, ">");
    return bogus;
}

bool HtmlTokens::at_tag() const noexcept {
    const std::size_t name = rest_.starts_with("</") ? 2 : 1;
    return rest_.starts_with('<') && rest_.size() > name && is_letter(rest_[name]);
}

void HtmlTokens::read_tag(HtmlToken& token) {
    const bool end = rest_[1] == '/';
    rest_.remove_prefix(end ? 2 : 1);
    token.kind = end ? HtmlToken::Kind::end : HtmlToken::Kind::start;
    token.text = lowered(take_until(rest_, " \t\r\n\f/>"));
    token.attributes.clear();
    token.closes_itself = false;
    while (true) {
        skip_white_space(rest_);
        if (rest_.empty()) break;
        if (rest_.starts_with('>')) {
            rest_.remove_prefix(1);
            break;
        }
        if (rest_.starts_with('/')) {
            token.closes_itself = rest_.starts_with("/>");
            rest_.remove_prefix(1);
        } else {
            read_attribute(token);
        }
    }
    raw_.clear();
    const bool raw =
        !end && std::find(raw_names.begin(), raw_names.end(), token.text) != raw_names.end();
    if (raw) raw_ = token.text;
}

void HtmlTokens::read_attribute(HtmlToken& token) {
    // A '=' in front is part of the name.
    const std::size_t from = rest_.starts_with('=') ? 1 : 0;
    const std::size_t size = std::min(rest_.find_first_of(" \t\r\n\f/>=", from), rest_.size());
    std::string name = lowered(rest_.substr(0, size));
    rest_.remove_prefix(size);
    skip_white_space(rest_);
    std::string value;
    if (rest_.starts_with('=')) {
        rest_.remove_prefix(1);
        skip_white_space(rest_);
        value = read_value();
    }
    token.attributes.emplace_back(std::move(name), std::move(value));
}

std::string HtmlTokens::read_value() {
    const bool quoted = rest_.starts_with('"') || rest_.starts_with('\'');
    if (!quoted) return without_references(take_until(rest_, " \t\r\n\f>"));
    const std::string_view quote = rest_.substr(0, 1);
    rest_.remove_prefix(1);
    const std::string_view value = take_until(rest_, quote);
    rest_.remove_prefix(rest_.empty() ? 0 : 1);
    return without_references(value);
}

/// Where the end tag of the raw element stands.
std::size_t HtmlTokens::raw_end() const noexcept {
    for (std::size_t at = rest_.find("</"); at != std::string_view::npos;
         at = rest_.find("</", at + 2)) {
        const std::string_view name = rest_.substr(at + 2, raw_.size());
        const std::string_view behind = rest_.substr(at + 2).substr(name.size());
        const bool same =
            std::equal(name.begin(), name.end(), raw_.begin(), raw_.end(), [](char x, char y) {
                return routing::to_lower(x) == y;
            });
        const bool ends = behind.empty() ||
                          std::string_view(" \t\r\n\f/>").find(behind[0]) != std::string_view::npos;
        if (same && ends) return at;
    }
    return rest_.size();
}

void HtmlTokens::read_text(HtmlToken& token) {
    token.kind = HtmlToken::Kind::text;
    token.attributes.clear();
    if (!raw_.empty()) {
        const std::string_view text = rest_.substr(0, raw_end());
        const bool references = raw_ == "textarea" || raw_ == "title";
        token.text = references ? without_references(text) : std::string(text);
        rest_.remove_prefix(text.size());
        raw_.clear();
        return;
    }
    // A '<' that begins no tag is text.
    const std::size_t end = std::min(rest_.find('<', 1), rest_.size());
    token.text = without_references(rest_.substr(0, end));
    rest_.remove_prefix(end);
}

}  // namespace crossfade::body
