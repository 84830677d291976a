// See cookies.hpp.
#include "proxy/compare/cookies.hpp"

#include "proxy/compare/format.hpp"
#include "proxy/compare/preview.hpp"
#include "proxy/compare/text.hpp"

#include <algorithm>
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

// Max-Age and Expires count down, and one often stands for the other: only whether the cookie
// outlives the session is compared.
void add_attribute(Cookie& cookie, std::string_view attribute) {
    const std::size_t equals = std::min(attribute.find('='), attribute.size());
    const std::string name = lowered(trimmed(attribute.substr(0, equals)));
    if (name == "max-age" || name == "expires") {
        cookie.attributes.insert("lifetime");
        return;
    }
    const auto rest = attribute.substr(std::min(equals + 1, attribute.size()));
    const std::string_view value = trimmed(rest);
    const bool letters = name == "samesite" || name == "domain";
    if (value.empty()) {
        cookie.attributes.insert(name);
    } else {
        cookie.attributes.insert(name + "=" + (letters ? lowered(value) : std::string(value)));
    }
}

Cookies cookies_of(const std::vector<std::string_view>& fields) {
    Cookies cookies;
    for (std::string_view field : fields) {
        const std::size_t end = std::min(field.find(';'), field.size());
        const std::string_view pair = trimmed(field.substr(0, end));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        Cookie cookie;
        if (equals + 1 < pair.size()) cookie.value = unquoted(trimmed(pair.substr(equals + 1)));
        field.remove_prefix(std::min(end + 1, field.size()));
        for (const auto attribute : split_list(field, ';')) add_attribute(cookie, attribute);
        // Without "=" the whole is a value (RFC 6265bis), which must not show as a name.
        const bool named = equals < pair.size();
        cookies[named ? std::string(trimmed(pair.substr(0, equals))) : std::string()] = cookie;
    }
    return cookies;
}

std::string shown(const std::string& name, const Cookie& cookie) {
    std::string text = name + (cookie.value.empty() ? "=" : "=...");
    for (const auto& attribute : cookie.attributes) text += "; " + attribute;
    return preview(text);
}

/// Session identifiers and tokens are never the same, but of the same format they are.
bool same_value(std::string_view live, std::string_view shadow) {
    const Format format = format_of(live);
    if (format != format_of(shadow)) return false;
    return !is_random(format) || same_format(live, shadow);
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
    } else if (live.value != shadow.value && built_in && same_value(live.value, shadow.value)) {
        findings.hide({"header.set-cookie", "cookie value", "built-in cookie"});
    } else if (live.value != shadow.value) {
        const bool formats = format_of(live.value) != format_of(shadow.value);
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
