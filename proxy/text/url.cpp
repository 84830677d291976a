// See url.hpp.
#include "proxy/text/url.hpp"

#include "proxy/text/text.hpp"

#include <algorithm>

namespace crossfade::text {
namespace {

struct Url {
    std::string_view scheme;
    std::string_view authority;
    std::string_view path;
    std::string_view query;
    std::string_view fragment;
    bool has_query = false;
};

/// What stands behind the first of `mark`, which the text loses together with the mark.
std::string_view cut_behind(std::string_view& text, char mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return {};
    const std::string_view behind = text.substr(at + 1);
    text = text.substr(0, at);
    return behind;
}

// RFC 3986, appendix B.
Url url_of(std::string_view text) {
    Url url;
    url.fragment = cut_behind(text, '#');
    url.has_query = text.find('?') != std::string_view::npos;
    url.query = cut_behind(text, '?');
    const std::size_t colon = text.find(':');
    if (colon != 0 && colon < text.find('/')) {
        url.scheme = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (text.starts_with("//")) {
        text.remove_prefix(2);
        const std::size_t end = std::min(text.find('/'), text.size());
        url.authority = text.substr(0, end);
        text.remove_prefix(end);
    }
    url.path = text;
    return url;
}

bool same_authority(std::string_view live,
                    std::string_view shadow,
                    const std::vector<config::HostPair>& hosts) {
    if (same_letters(live, shadow)) return true;
    return std::any_of(hosts.begin(), hosts.end(), [&](const config::HostPair& pair) {
        return same_letters(live, pair.live) && same_letters(shadow, pair.shadow);
    });
}

bool same_query(const Url& live, const Url& shadow) {
    if (live.query == shadow.query) return live.has_query == shadow.has_query;
    auto a = split_list(live.query, '&');
    auto b = split_list(shadow.query, '&');
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

}  // namespace

bool same_url(std::string_view live,
              std::string_view shadow,
              const std::vector<config::HostPair>& hosts) {
    const Url a = url_of(live);
    const Url b = url_of(shadow);
    return same_letters(a.scheme, b.scheme) && same_authority(a.authority, b.authority, hosts) &&
           a.path == b.path && a.fragment == b.fragment && same_query(a, b);
}

bool same_but_host(std::string_view live, std::string_view shadow) {
    const Url a = url_of(live);
    const Url b = url_of(shadow);
    return !a.authority.empty() && !b.authority.empty() && !a.scheme.empty() && !b.scheme.empty() &&
           a.path == b.path && a.query == b.query && a.has_query == b.has_query &&
           a.fragment == b.fragment;
}

}  // namespace crossfade::text
