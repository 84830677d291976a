// See header_lists.hpp. After reference lists of volatile response fields that recording proxies
// keep.
#include "proxy/compare/header_lists.hpp"

#include <algorithm>
#include <array>

namespace crossfade::compare {
namespace {

// An entry that ends in '*' is a prefix, one that begins with it a suffix.
constexpr std::array<std::string_view, 11> never{"connection",
                                                 "content-encoding",
                                                 "content-length",
                                                 "keep-alive",
                                                 "proxy-*",
                                                 "te",
                                                 "trailer",
                                                 "transfer-encoding",
                                                 "upgrade",
                                                 "via",
                                                 "x-crossfade-*"};

constexpr std::array<std::string_view, 21> added_on_the_way{"*-request-id",
                                                            "*-trace-id",
                                                            "age",
                                                            "b3",
                                                            "cf-ray",
                                                            "date",
                                                            "request-id",
                                                            "sentry-trace",
                                                            "server",
                                                            "traceparent",
                                                            "tracestate",
                                                            "x-amz-cf-id",
                                                            "x-amzn-requestid",
                                                            "x-b3-*",
                                                            "x-cloud-trace-context",
                                                            "x-correlation-id",
                                                            "x-datadog-parent-id",
                                                            "x-powered-by",
                                                            "x-runtime",
                                                            "x-runtime-*",
                                                            "x-served-by"};

constexpr std::array<std::string_view, 7> changing{"etag",
                                                   "expires",
                                                   "last-modified",
                                                   "ratelimit-*",
                                                   "x-ratelimit-remaining",
                                                   "x-ratelimit-reset",
                                                   "x-ratelimit-used"};

constexpr std::array<std::string_view, 6> lists{
    "accept-ranges", "access-control-*", "allow", "cache-control", "link", "vary"};

constexpr std::array<std::string_view, 4> lists_of_names{
    "accept-ranges", "access-control-allow-headers", "access-control-expose-headers", "vary"};

constexpr std::array<std::string_view, 5> credentials{
    "authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key"};

template <std::size_t size>
bool contains(const std::array<std::string_view, size>& entries, std::string_view name) noexcept {
    return std::any_of(entries.begin(), entries.end(), [name](std::string_view entry) {
        if (entry.starts_with('*')) return name.ends_with(entry.substr(1));
        if (!entry.ends_with('*')) return name == entry;
        return name.starts_with(entry.substr(0, entry.size() - 1));
    });
}

}  // namespace

bool never_compared(std::string_view name) noexcept { return contains(never, name); }

bool is_volatile(std::string_view name) noexcept {
    return contains(changing, name) || may_be_absent(name);
}

bool may_be_absent(std::string_view name) noexcept { return contains(added_on_the_way, name); }

bool is_list_valued(std::string_view name) noexcept { return contains(lists, name); }

bool is_list_of_names(std::string_view name) noexcept { return contains(lists_of_names, name); }

bool is_credential(std::string_view name) noexcept { return contains(credentials, name); }

}  // namespace crossfade::compare
