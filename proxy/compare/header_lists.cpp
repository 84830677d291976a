// See header_lists.hpp. After reference lists of volatile response fields that recording proxies
// keep, and the fields that servers, content delivery networks and tracing libraries add.
#include "proxy/compare/header_lists.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crossfade::compare {
namespace {

// In every list an entry that ends in '*' is a prefix, one that begins with it a suffix.

constexpr std::string_view never =
    "connection, content-encoding, content-length, keep-alive, proxy-*, status, te, trailer, "
    "transfer-encoding, upgrade, via, x-crossfade-*";

constexpr std::string_view on_the_way =
    "*-correlation-id, *-request-id, *-requestid, *-trace-id, *-transaction-id, age, akamai-*, "
    "alt-svc, b3, cdn-*, cf-*, date, fly-*, nel, report-to, reporting-endpoints, request-id, "
    "sentry-trace, server, server-timing, traceparent, tracestate, x-akamai-*, x-amz-apigw-id, "
    "x-amz-cf-*, x-amz-id-2, x-amzn-*, x-aspnet-version, x-aspnetmvc-version, x-azure-ref, x-b3-*, "
    "x-backend*, x-build*, x-cache*, x-cdn*, x-cloud-trace-context, x-datadog-*, x-edge-*, "
    "x-envoy-*, x-fastly-*, x-generator, x-heroku-*, x-hits, x-hostname, x-instance*, x-kong-*, "
    "x-nf-*, x-node*, x-now-*, x-pod*, x-powered-by, x-rack-cache, x-response-time, x-revision, "
    "x-runtime*, x-served-by, x-server*, x-timer, x-upstream*, x-varnish, x-vercel-*";

constexpr std::string_view quota =
    "ratelimit, ratelimit-remaining, ratelimit-reset, retry-after, "
    "x-rate-limit-*, x-ratelimit-remaining*, x-ratelimit-reset*, x-ratelimit-resource, "
    "x-ratelimit-used*";

constexpr std::string_view validator = "etag, expires, last-modified";

constexpr std::string_view negotiated = "*-media-type, *-oauth-scopes, *-token-scopes";

constexpr std::string_view obsolete =
    "expect-ct, p3p, public-key-pins*, x-content-security-policy, x-ua-compatible, x-webkit-csp, "
    "x-xss-protection";

constexpr std::string_view policy =
    "content-security-policy, cross-origin-*, feature-policy, origin-agent-cluster, "
    "permissions-policy, referrer-policy, strict-transport-security, x-content-type-options, "
    "x-dns-prefetch-control, x-download-options, x-frame-options, "
    "x-permitted-cross-domain-policies";

constexpr std::string_view list = "access-control-allow-methods, allow, content-language";
constexpr std::string_view names = "accept-ranges, access-control-*";
constexpr std::string_view more_names = "access-control-expose-headers, vary";
constexpr std::string_view credentials =
    "authorization, cookie, proxy-authorization, set-cookie, x-api-key";

struct Known {
    FieldClass field;
    std::string_view by;
    std::string_view fields;
};

// The first that has the name holds.
constexpr std::array<Known, 15> known{
    Known{FieldClass::never, "", never},
    Known{FieldClass::more_names, "built-in header list", more_names},
    Known{FieldClass::list, "built-in header list", list},
    Known{FieldClass::names, "built-in header list", names},
    Known{FieldClass::directives, "built-in header list", "cache-control"},
    Known{FieldClass::link, "built-in link", "link"},
    Known{FieldClass::url, "built-in link", "content-location, location"},
    Known{FieldClass::media_type, "built-in content-type", "content-type"},
    Known{FieldClass::cookie, "built-in cookie", "set-cookie"},
    Known{FieldClass::quota, "built-in quota header", quota},
    Known{FieldClass::validator, "built-in validator header", validator},
    Known{FieldClass::negotiated, "built-in negotiated header", negotiated},
    Known{FieldClass::obsolete, "built-in obsolete header", obsolete},
    Known{FieldClass::policy, "built-in policy header", policy},
    Known{FieldClass::on_the_way, "built-in volatile header", on_the_way}};

/// Which of `known` each entry belongs to; built once, as every pair asks.
struct Index {
    std::unordered_map<std::string_view, std::size_t> names;
    std::array<std::vector<std::pair<std::string_view, std::size_t>>, 256> prefixes;  // by letter
    std::vector<std::pair<std::string_view, std::size_t>> suffixes;

    Index() {
        for (std::size_t i = 0; i < known.size(); ++i) add(known[i].fields, i);
    }

    void add(std::string_view entries, std::size_t which) {
        while (!entries.empty()) {
            const std::size_t end = std::min(entries.find(", "), entries.size());
            const std::string_view entry = entries.substr(0, end);
            entries.remove_prefix(std::min(end + 2, entries.size()));
            if (entry.starts_with('*')) {
                suffixes.emplace_back(entry.substr(1), which);
            } else if (entry.ends_with('*')) {
                prefixes[static_cast<unsigned char>(entry.front())].emplace_back(
                    entry.substr(0, entry.size() - 1), which);
            } else {
                names.emplace(entry, which);
            }
        }
    }

    /// The first that has the name; known.size() if none.
    [[nodiscard]] std::size_t find(std::string_view name) const {
        std::size_t first = known.size();
        if (name.empty()) return first;
        if (const auto exact = names.find(name); exact != names.end()) first = exact->second;
        for (const auto& [prefix, which] : prefixes[static_cast<unsigned char>(name.front())]) {
            if (which < first && name.starts_with(prefix)) first = which;
        }
        for (const auto& [suffix, which] : suffixes) {
            if (which < first && name.ends_with(suffix)) first = which;
        }
        return first;
    }
};

bool fits(std::string_view entry, std::string_view name) noexcept {
    if (entry.starts_with('*')) return name.ends_with(entry.substr(1));
    if (!entry.ends_with('*')) return name == entry;
    return name.starts_with(entry.substr(0, entry.size() - 1));
}

bool contains(std::string_view entries, std::string_view name) noexcept {
    constexpr std::string_view separator = ", ";
    while (!entries.empty()) {
        const std::size_t end = std::min(entries.find(separator), entries.size());
        if (fits(entries.substr(0, end), name)) return true;
        entries.remove_prefix(std::min(end + separator.size(), entries.size()));
    }
    return false;
}

const Known* known_as(FieldClass field) noexcept {
    const auto* const found = std::find_if(
        known.begin(), known.end(), [field](const Known& each) { return each.field == field; });
    return found == known.end() ? nullptr : found;
}

}  // namespace

FieldClass class_of_field(std::string_view name) noexcept {
    static const Index index;
    const std::size_t found = index.find(name);
    return found == known.size() ? FieldClass::plain : known[found].field;
}

bool is_credential(std::string_view name) noexcept { return contains(credentials, name); }

std::string_view hidden_by(FieldClass field) noexcept {
    const Known* found = known_as(field);
    return found == nullptr ? std::string_view() : found->by;
}

std::string_view name_of(FieldClass field) noexcept {
    constexpr std::string_view in_front = "built-in ";
    const std::string_view by = hidden_by(field);
    return by.substr(std::min(in_front.size(), by.size()));
}

std::string_view fields_of(FieldClass field) noexcept {
    const Known* found = known_as(field);
    return found == nullptr ? std::string_view() : found->fields;
}

}  // namespace crossfade::compare
