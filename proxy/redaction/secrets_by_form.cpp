// Secrets found by their form; see secrets.hpp. One pass: each word is looked at once, by its first
// character.
#include "proxy/redaction/account_numbers.hpp"
#include "proxy/redaction/secrets.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <array>

namespace crossfade::redaction {
namespace {

constexpr std::string_view token_mark = "redacted:";
constexpr std::size_t token_size = token_mark.size() + 16;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) noexcept { return is_digit(c) || is_letter(c); }
bool is_base64url(char c) noexcept { return is_word(c) || c == '-' || c == '_'; }
bool is_token68(char c) noexcept {
    return is_base64url(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
}
bool is_local(char c) noexcept {
    return is_word(c) || std::string_view("._%+-").find(c) != std::string_view::npos;
}

template <class Is>
std::size_t run(std::string_view text, Is is) noexcept {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is) - text.begin());
}

std::size_t jwt_at(std::string_view text) noexcept {
    if (!text.starts_with("eyJ")) return 0;
    const std::size_t head = run(text, is_base64url);
    if (head < 8 || head >= text.size() || text[head] != '.') return 0;
    const std::size_t body = run(text.substr(head + 1), is_base64url);
    if (body < 4) return 0;
    std::size_t end = head + 1 + body;
    if (end < text.size() && text[end] == '.') end += 1 + run(text.substr(end + 1), is_base64url);
    return end;
}

/// Behind "Bearer " and "Basic " only, so that the scheme stays visible.
std::size_t credentials_at(std::string_view text, std::size_t& scheme) noexcept {
    constexpr std::array<std::string_view, 2> schemes{"bearer", "basic"};
    for (const std::string_view name : schemes) {
        if (!text::same_letters(text.substr(0, name.size()), name)) continue;
        std::string_view rest = text.substr(name.size());
        const std::size_t space = rest.starts_with("%20")                          ? 3
                                  : rest.starts_with(' ') || rest.starts_with('+') ? 1
                                                                                   : 0;
        if (space == 0) return 0;
        rest.remove_prefix(space);
        const std::size_t size = run(rest, is_token68);
        const std::string_view value = rest.substr(0, size);
        // "basic authentication" is no credential.
        const bool word = std::all_of(
            value.begin(), value.end(), [](char c) { return c == '.' || (c >= 'a' && c <= 'z'); });
        const bool parameter = rest.substr(size).starts_with('"');  // Bearer realm="..."
        if (size < 6 || parameter || (word && size < 20)) return 0;
        scheme = name.size() + space;
        return scheme + size;
    }
    return 0;
}

std::size_t service_key_at(std::string_view text) noexcept {
    struct Known {
        std::string_view prefix;
        std::size_t least;
    };
    constexpr std::array<Known, 22> known{
        Known{"sk_live_", 8}, Known{"sk_test_", 8}, Known{"rk_live_", 8}, Known{"rk_test_", 8},
        Known{"whsec_", 16},  Known{"ghp_", 20},    Known{"gho_", 20},    Known{"ghu_", 20},
        Known{"ghs_", 20},    Known{"ghr_", 20},    Known{"glpat-", 16},  Known{"github_pat_", 20},
        Known{"xoxb-", 10},   Known{"xoxp-", 10},   Known{"xoxa-", 10},   Known{"xoxs-", 10},
        Known{"AKIA", 16},    Known{"ASIA", 16},    Known{"AIza", 30},    Known{"sk-", 20},
        Known{"npm_", 30},    Known{"SG.", 20}};
    for (const auto& [prefix, least] : known) {
        if (!text.starts_with(prefix)) continue;
        const std::size_t size =
            run(text.substr(prefix.size()), [](char c) { return is_base64url(c) || c == '.'; });
        return size >= least ? prefix.size() + size : 0;
    }
    return 0;
}

std::size_t private_key_at(std::string_view text) noexcept {
    constexpr std::string_view begin = "-----BEGIN ";
    constexpr std::string_view what = "PRIVATE KEY";
    if (!text.starts_with(begin) || text.substr(0, 64).find(what) == std::string_view::npos) {
        return 0;
    }
    const std::size_t end = text.find("-----END ", begin.size());
    if (end == std::string_view::npos) return text.size();
    const std::size_t behind = text.find("-----", end + 9);
    return behind == std::string_view::npos ? text.size() : behind + 5;
}

/// The end of an address whose '@', or "%40", stands at `at`; 0 if it is none.
std::size_t address_end(std::string_view text, std::size_t at) noexcept {
    const std::size_t domain = at + (text[at] == '@' ? 1 : 3);
    std::size_t end = domain;
    std::size_t last_dot = 0;
    while (end < text.size() && (is_word(text[end]) || text[end] == '-' || text[end] == '.')) {
        // Two dots in a row, or a dot at the end, are no part of it.
        const bool dot = text[end] == '.';
        if (dot && (end + 1 == text.size() || !is_word(text[end + 1]))) break;
        if (dot) last_dot = end;
        ++end;
    }
    if (last_dot == 0 || last_dot == domain) return 0;
    const std::string_view top = text.substr(last_dot + 1, end - last_dot - 1);
    // logo@2x.png
    constexpr std::array<std::string_view, 6> files{"png", "jpg", "jpeg", "gif", "svg", "webp"};
    const bool file = std::find(files.begin(), files.end(), top) != files.end();
    return top.size() >= 2 && !file && std::any_of(top.begin(), top.end(), is_letter) ? end : 0;
}

class Finder {
public:
    explicit Finder(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] std::vector<SecretSpan> run_all() {
        while (at_ < text_.size()) step();
        return std::move(found_);
    }

private:
    void step();
    void word();
    void address(std::size_t mark);
    void password();
    void found(std::size_t begin, std::size_t end) {
        found_.push_back({begin, end});
        at_ = end;
    }

    [[nodiscard]] bool escape_at(std::size_t at) const noexcept {
        const auto hex = [](char c) {
            return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        };
        return text_[at] == '%' && text_.size() - at > 2 && hex(text_[at + 1]) &&
               hex(text_[at + 2]);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t last_end_ = 0;  // of what was passed over, where an address must not reach back to
    std::vector<SecretSpan> found_;
};

void Finder::step() {
    const char c = text_[at_];
    if (is_word(c)) return word();
    if (c == '@') {
        address(at_);
    } else if (escape_at(at_)) {
        if (text_.substr(at_).starts_with("%40")) return address(at_);
        at_ += 3;
    } else if (c == ':' && text_.substr(at_).starts_with("://")) {
        password();
    } else if (c == '-') {
        const std::size_t size = private_key_at(text_.substr(at_));
        if (size > 0) return found(at_, at_ + size);
        ++at_;
    } else {
        ++at_;
    }
}

// At the first character of a word.
void Finder::word() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with(token_mark) && rest.size() >= token_size) {
        at_ += token_size;
        last_end_ = at_;
        return;
    }
    std::size_t scheme = 0;
    std::size_t size = 0;
    // Most words begin with none of these.
    constexpr std::string_view beginnings = "eAaBbGgSsRrWwXxNn";
    if (beginnings.find(rest[0]) != std::string_view::npos) {
        size = jwt_at(rest);
        if (size == 0) size = service_key_at(rest);
        if (size == 0) size = credentials_at(rest, scheme);
    }
    if (size == 0 && is_digit(rest[0])) {
        // Behind a point there are decimals.
        const bool decimals = at_ > 1 && text_[at_ - 1] == '.' && is_digit(text_[at_ - 2]);
        if (!decimals) size = card_number_at(rest);
    }
    if (size == 0) size = iban_at(rest);
    if (size > 0) return found(at_ + scheme, at_ + size);
    at_ += run(rest, is_word);
}

// https://name:password@host/
void Finder::password() {
    at_ += 3;
    const std::string_view rest = text_.substr(at_);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#\"'<>\\ \t\r\n"));
    const std::size_t mark = authority.rfind('@');
    const std::size_t colon = authority.find(':');
    if (mark == std::string_view::npos || colon >= mark || colon + 1 == mark) return;
    if (authority.substr(colon + 1).starts_with(token_mark)) return;
    found(at_ + colon + 1, at_ + mark);
}

// The local part stands in front, in what was passed over already.
void Finder::address(std::size_t mark) {
    const std::size_t end = address_end(text_, mark);
    std::size_t begin = mark;
    constexpr std::size_t longest = 192;  // of a local part of 64, all of it escaped
    std::size_t least = std::max(last_end_, found_.empty() ? 0 : found_.back().end);
    if (mark > longest) least = std::max(least, mark - longest);
    while (begin > least && is_local(text_[begin - 1])) --begin;
    // "%3Dalice%40": an escape that is no part of a name ends it.
    for (std::size_t i = begin; i < mark; ++i) {
        if (escape_at(i) && !text_.substr(i).starts_with("%2B")) begin = i + 3;
    }
    begin = std::min(begin, mark);
    if (end == 0 || begin == mark) {
        at_ = mark + (text_[mark] == '@' ? 1 : 3);
    } else {
        found(begin, end);
    }
}

}  // namespace

std::vector<SecretSpan> secrets_by_form(std::string_view text) { return Finder(text).run_all(); }

}  // namespace crossfade::redaction
