// See html.hpp.
#include "proxy/body/html.hpp"

#include "proxy/body/html_tokens.hpp"
#include "proxy/body/markup.hpp"
#include "routing/ascii.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

namespace crossfade::body {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 14> childless{"area",
                                                     "base",
                                                     "br",
                                                     "col",
                                                     "embed",
                                                     "hr",
                                                     "img",
                                                     "input",
                                                     "link",
                                                     "meta",
                                                     "param",
                                                     "source",
                                                     "track",
                                                     "wbr"};
constexpr std::array<std::string_view, 9> of_head{
    "base", "basefont", "link", "meta", "noscript", "script", "style", "template", "title"};
constexpr std::array<std::string_view, 3> verbatim{"pre", "script", "textarea"};

constexpr std::array<std::string_view, 30> ends_paragraph{
    "address", "article", "aside", "blockquote", "details", "div",   "dl", "fieldset",
    "figure",  "footer",  "form",  "h1",         "h2",      "h3",    "h4", "h5",
    "h6",      "header",  "hr",    "main",       "menu",    "nav",   "ol", "p",
    "pre",     "section", "table", "ul",         "center",  "hgroup"};
constexpr std::array<std::string_view, 1> p{"p"};
constexpr std::array<std::string_view, 1> li{"li"};
constexpr std::array<std::string_view, 2> terms{"dd", "dt"};
constexpr std::array<std::string_view, 1> option{"option"};
constexpr std::array<std::string_view, 2> options{"optgroup", "option"};
constexpr std::array<std::string_view, 2> cells{"td", "th"};
constexpr std::array<std::string_view, 3> rows{"td", "th", "tr"};
constexpr std::array<std::string_view, 6> groups{"tbody", "td", "tfoot", "th", "thead", "tr"};
constexpr std::array<std::string_view, 2> ruby{"rp", "rt"};
// What no implied end and no end tag of something else goes beyond.
constexpr std::array<std::string_view, 9> walls{
    "table", "td", "th", "caption", "button", "object", "template", "select", "body"};
constexpr std::array<std::string_view, 4> lists{"ol", "ul", "menu", "dl"};
constexpr std::array<std::string_view, 9> of_table{
    "table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "body"};

bool is_one_of(std::string_view name, Names names) noexcept {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// The open elements that end where `name` begins.
Names ended_by(std::string_view name) noexcept {
    if (is_one_of(name, ends_paragraph)) return p;
    if (name == "li") return li;
    if (is_one_of(name, terms)) return terms;
    if (name == "option") return option;
    if (name == "optgroup") return options;
    if (is_one_of(name, cells)) return cells;
    if (name == "tr") return rows;
    if (is_one_of(name, std::array<std::string_view, 3>{"tbody", "tfoot", "thead"})) return groups;
    if (is_one_of(name, ruby)) return ruby;
    return {};
}

bool holds(std::string_view text, std::string_view part) noexcept {
    const auto same = [](char x, char y) { return routing::to_lower(x) == y; };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

bool names_token(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 7> parts{"csrf",
                                                    "xsrf",
                                                    "authenticity_token",
                                                    "requestverificationtoken",
                                                    "viewstate",
                                                    "eventvalidation",
                                                    "nonce"};
    return name == "_token" ||
           std::any_of(parts.begin(), parts.end(), [name](std::string_view part) {
               return holds(name, part);
           });
}

std::string_view value_of(const HtmlToken& tag, std::string_view name) noexcept {
    for (const auto& [attribute, value] : tag.attributes) {
        if (attribute == name) return value;
    }
    return {};
}

/// The attribute whose value is new in every page.
std::string_view token_attribute(const HtmlToken& tag) noexcept {
    const bool named = names_token(value_of(tag, "name"));
    if (tag.text == "input" && named) return "value";
    if (tag.text == "meta" && named) return "content";
    return "nonce";
}

class Builder {
public:
    Builder() { tree_.begin("html", MarkupTree::Spaces::collapse); }

    void add(const HtmlToken& token);
    [[nodiscard]] Reading finish();
    [[nodiscard]] bool over_budget() const noexcept { return tree_.over_budget(); }

private:
    enum class Place { before_head, in_head, between, in_body };

    void start(const HtmlToken& tag);
    void end(std::string_view name);
    void attributes(const HtmlToken& tag);
    void close_implied(std::string_view name);
    void close_down_to(std::size_t depth) noexcept {
        while (tree_.depth() > depth && !over_budget()) tree_.end();
    }
    void enter_head();
    void enter_body();
    /// True inside SVG and MathML, where <path/> has no end tag.
    [[nodiscard]] bool in_foreign() const noexcept;

    MarkupTree tree_;
    Place place_ = Place::before_head;
    std::uint64_t tokens_ = 0;
};

void Builder::enter_head() {
    if (place_ != Place::before_head) return;
    tree_.begin("head", MarkupTree::Spaces::collapse);
    place_ = Place::in_head;
}

void Builder::enter_body() {
    if (place_ == Place::in_body) return;
    enter_head();
    close_down_to(1);
    tree_.begin("body", MarkupTree::Spaces::collapse);
    place_ = Place::in_body;
}

void Builder::add(const HtmlToken& token) {
    if (token.kind == HtmlToken::Kind::start) return start(token);
    if (token.kind == HtmlToken::Kind::end) return end(token.text);
    const bool blank = token.text.find_first_not_of(" \t\r\n\f") == std::string::npos;
    const bool in_element_of_head = place_ == Place::in_head && tree_.depth() > 2;
    if (blank && place_ != Place::in_body && !in_element_of_head) return;
    if (!in_element_of_head) enter_body();
    tree_.text(token.text);
}

void Builder::start(const HtmlToken& tag) {
    if (tag.text == "html") {
        if (place_ == Place::before_head) attributes(tag);
        return;
    }
    if (tag.text == "head") return enter_head();
    if (tag.text == "body") {
        const bool first = place_ != Place::in_body;
        enter_body();
        if (first) attributes(tag);
        return;
    }
    const bool in_element_of_head = place_ == Place::in_head && tree_.depth() > 2;
    if (place_ != Place::in_body && is_one_of(tag.text, of_head)) {
        if (place_ == Place::between) enter_body();
        enter_head();
    } else if (!in_element_of_head) {
        enter_body();
    }
    close_implied(tag.text);
    const bool exact = is_one_of(tag.text, verbatim);
    tree_.begin(tag.text, exact ? MarkupTree::Spaces::exact : MarkupTree::Spaces::collapse);
    if (over_budget()) return;
    attributes(tag);
    if (is_one_of(tag.text, childless) || (tag.closes_itself && in_foreign())) tree_.end();
}

bool Builder::in_foreign() const noexcept {
    for (std::size_t up = 0; up < tree_.depth(); ++up) {
        const std::string_view open = tree_.open_name(up);
        if (open == "svg" || open == "math") return true;
    }
    return false;
}

void Builder::attributes(const HtmlToken& tag) {
    const std::string_view token = token_attribute(tag);
    for (const auto& [name, value] : tag.attributes) {
        if (name == token) {
            tokens_ = hash_on(tokens_, value);
            tree_.attribute(name, "(token)");
        } else {
            tree_.attribute(name, value);
        }
    }
}

// An element that is open ends, with all in it, where another begins that it cannot hold.
void Builder::close_implied(std::string_view name) {
    const Names ended = ended_by(name);
    if (ended.empty()) return;
    const bool in_table = is_one_of(name, groups);
    std::size_t close = 0;
    for (std::size_t up = 0; up < tree_.depth(); ++up) {
        const std::string_view open = tree_.open_name(up);
        if (is_one_of(open, ended)) {
            close = up + 1;
            continue;  // a row ends with its cell
        }
        const bool wall = in_table ? open == "table" : is_one_of(open, walls);
        if (wall || (!in_table && is_one_of(open, lists))) break;
    }
    close_down_to(tree_.depth() - close);
}

void Builder::end(std::string_view name) {
    if (name == "html" || name == "body") return;
    if (name == "head") {
        if (place_ != Place::in_head) return;
        close_down_to(1);
        place_ = Place::between;
        return;
    }
    const std::size_t base = place_ == Place::in_body || place_ == Place::in_head ? 2 : 1;
    for (std::size_t up = 0; up + base < tree_.depth(); ++up) {
        const std::string_view open = tree_.open_name(up);
        if (open == name) return close_down_to(tree_.depth() - up - 1);
        if (is_one_of(open, walls) && !is_one_of(name, of_table)) return;
        if (open == "table") return;
    }
}

Reading Builder::finish() {
    Reading reading;
    enter_body();
    if (over_budget()) {
        reading.status = Reading::Status::over_budget;
        return reading;
    }
    reading.status = Reading::Status::good;
    reading.json = tree_.json({"html", "head", "body"});
    reading.set_aside = {{"html token", tokens_}, {"html element order", tree_.order(), true}};
    return reading;
}

}  // namespace

Reading read_html(std::string_view text) {
    Builder builder;
    HtmlTokens tokens(text);
    HtmlToken token;
    while (!builder.over_budget() && tokens.next(token)) builder.add(token);
    return builder.finish();
}

}  // namespace crossfade::body
