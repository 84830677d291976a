// See cookies.hpp.
#include "proxy/compare/cookies.hpp"

#include "proxy/text/format.hpp"
#include "proxy/text/preview.hpp"
#include "proxy/text/text.hpp"
#include "proxy/text/timestamp.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

namespace crossfade::compare {
namespace {

struct Cookie {
    std::string_view value;
    std::set<std::string> attributes;  // "path=/", "secure"
};

using Cookies = std::map<std::string, Cookie, std::less<>>;

/// Max-Age of nothing, or a day before there were cookies: the client is to drop it.
bool is_over(std::string_view name, std::string_view value) {
    if (name == "max-age") return value.starts_with('-') || value == "0";
    const auto end = text::http_date_instant(value);
    return end && *end < text::Instant(std::chrono::hours(24 * 365 * 20));
}

// Max-Age and Expires count down, and one often stands for the other: only whether the cookie
// outlives the session, and whether it is deleted, is compared.
void add_attribute(Cookie& cookie, std::string_view attribute) {
    const std::size_t equals = std::min(attribute.find('='), attribute.size());
    const std::string name = text::lowered(text::trimmed(attribute.substr(0, equals)));
    const auto rest = attribute.substr(std::min(equals + 1, attribute.size()));
    const std::string_view value = text::trimmed(rest);
    if (name == "max-age" || name == "expires") {
        cookie.attributes.insert(is_over(name, value) ? "deleted" : "lifetime");
        return;
    }
    const bool letters = name == "samesite" || name == "domain";
    if (value.empty()) {
        cookie.attributes.insert(name);
    } else {
        cookie.attributes.insert(name + "=" +
                                 (letters ? text::lowered(value) : std::string(value)));
    }
}

Cookies cookies_of(const std::vector<std::string_view>& fields) {
    Cookies cookies;
    for (std::string_view field : fields) {
        const std::size_t end = std::min(field.find(';'), field.size());
        const std::string_view pair = text::trimmed(field.substr(0, end));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        Cookie cookie;
        if (equals + 1 < pair.size())
            cookie.value = text::unquoted(text::trimmed(pair.substr(equals + 1)));
        field.remove_prefix(std::min(end + 1, field.size()));
        for (const auto attribute : text::split_list(field, ';')) add_attribute(cookie, attribute);
        // Without "=" the whole is a value (RFC 6265bis), which must not show as a name.
        const bool named = equals < pair.size();
        std::string name(named ? text::trimmed(pair.substr(0, equals)) : std::string_view());
        // Another one of that name counts by itself, as it does for clients if paths differ.
        for (unsigned more = 0; more < 8 && cookies.contains(name); ++more) name += " again";
        cookies[name] = cookie;
    }
    return cookies;
}

std::string shown(const std::string& name, const Cookie& cookie) {
    std::string text = name + (cookie.value.empty() ? "=" : "=...");
    for (const auto& attribute : cookie.attributes) text += "; " + attribute;
    return text::preview(text);
}

/// What was stored of a value is a keyed hash (proxy/redaction), of a session as of a word. What is
/// left is the name: role, user_role, cartCurrency hold words.
bool names_setting(std::string_view name) {
    constexpr std::array<std::string_view, 20> settings{
        "role",  "roles",   "lang",     "language", "locale",  "currency", "theme",
        "plan",  "consent", "tier",     "group",    "variant", "country",  "region",
        "admin", "access",  "timezone", "tz",       "mode",    "level"};
    return std::any_of(settings.begin(), settings.end(), [name](std::string_view word) {
        if (name.size() < word.size()) return false;
        const std::size_t at = name.size() - word.size();
        if (!text::same_letters(name.substr(at), word)) return false;
        const bool capital = name[at] >= 'A' && name[at] <= 'Z';
        return at == 0 || capital || name[at - 1] == '_' || name[at - 1] == '-';
    });
}

bool is_redacted(std::string_view value) noexcept { return value.starts_with("redacted:"); }

/// Session identifiers and tokens are never the same, but of the same format they are. Words, short
/// numbers and switches are no such thing: "role=admin" is what it says.
bool same_value(std::string_view live, std::string_view shadow) {
    constexpr std::size_t shortest = 8;
    const text::Format format = text::format_of(live);
    if (format != text::format_of(shadow)) return false;
    if (text::is_random(format)) return text::same_format(live, shadow);
    if (text::is_time(format)) return true;
    const bool opaque =
        format == text::Format::integer || (text::is_no_word(live) && text::is_no_word(shadow));
    return opaque && live.size() >= shortest && shadow.size() >= shortest;
}

void compare_one(const std::string& name,
                 const Cookie& live,
                 const Cookie& shadow,
                 bool built_in,
                 Collector& findings) {
    const auto add = [&](std::string transition) {
        findings.add({"header.set-cookie",
                      Kind::value,
                      std::move(transition),
                      shown(name, live),
                      shown(name, shadow)});
    };
    if (live.value.empty() != shadow.value.empty()) {
        add(shadow.value.empty() ? "cookie emptied" : "cookie filled");
    } else if (live.value != shadow.value && built_in && same_value(live.value, shadow.value) &&
               !(is_redacted(live.value) && names_setting(name))) {
        findings.hide({"header.set-cookie", "cookie value", "built-in cookie"});
    } else if (live.value != shadow.value) {
        const bool formats = text::format_of(live.value) != text::format_of(shadow.value);
        add(formats ? "cookie format" : "cookie value");
    }
    if (live.attributes != shadow.attributes) add("cookie attributes");
}

}  // namespace

void compare_cookies(const std::vector<std::string_view>& live,
                     const std::vector<std::string_view>& shadow,
                     bool built_in,
                     Collector& findings) {
    const Cookies of_live = cookies_of(live);
    const Cookies of_shadow = cookies_of(shadow);
    for (const auto& [name, cookie] : of_live) {
        const auto other = of_shadow.find(name);
        if (other != of_shadow.end()) {
            compare_one(name, cookie, other->second, built_in, findings);
        } else {
            findings.add(
                {"header.set-cookie", Kind::missing, "missing cookie", shown(name, cookie), {}});
        }
    }
    for (const auto& [name, cookie] : of_shadow) {
        if (of_live.contains(name)) continue;
        findings.add({"header.set-cookie", Kind::extra, "extra cookie", {}, shown(name, cookie)});
    }
}

}  // namespace crossfade::compare
