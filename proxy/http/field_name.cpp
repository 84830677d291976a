// Names by length: most lengths hold one or two, so a look-up compares hardly anything.
#include "proxy/http/field_name.hpp"

#include "routing/field.hpp"

#include <array>
#include <utility>

namespace crossfade::http {
namespace {

using Entry = std::pair<std::string_view, FieldName>;

// By length, so that most names are told apart without comparing a byte.
constexpr std::array<Entry, 23> names{{
    {"te", FieldName::te},
    {"via", FieldName::via},
    {"host", FieldName::host},
    {"date", FieldName::date},
    {"cookie", FieldName::cookie},
    {"expect", FieldName::expect},
    {"trailer", FieldName::trailer},
    {"upgrade", FieldName::upgrade},
    {"forwarded", FieldName::forwarded},
    {"connection", FieldName::connection},
    {"keep-alive", FieldName::keep_alive},
    {"traceparent", FieldName::traceparent},
    {"x-request-id", FieldName::x_request_id},
    {"max-forwards", FieldName::max_forwards},
    {"content-length", FieldName::content_length},
    {"http2-settings", FieldName::http2_settings},
    {"x-forwarded-for", FieldName::x_forwarded_for},
    {"x-forwarded-host", FieldName::x_forwarded_host},
    {"proxy-connection", FieldName::proxy_connection},
    {"x-forwarded-proto", FieldName::x_forwarded_proto},
    {"transfer-encoding", FieldName::transfer_encoding},
    {"proxy-authenticate", FieldName::proxy_authenticate},
    {"proxy-authorization", FieldName::proxy_authorization},
}};

constexpr std::size_t longest = 19;

// names[first[n] .. first[n + 1]) have n letters.
constexpr auto first = [] {
    std::array<std::uint8_t, longest + 2> result{};
    for (std::size_t length = 0; length < result.size(); ++length) {
        std::uint8_t index = 0;
        while (index < names.size() && names[index].first.size() < length) ++index;
        result[length] = index;
    }
    return result;
}();

constexpr std::string_view own_prefix = "x-crossfade-";

}  // namespace

FieldName field_name_of(std::string_view name) noexcept {
    if (name.size() <= longest) {
        for (auto index = first[name.size()]; index < first[name.size() + 1]; ++index) {
            if (routing::same_name(names[index].first, name)) return names[index].second;
        }
    }
    const bool own = name.size() > own_prefix.size() &&
                     routing::same_name(name.substr(0, own_prefix.size()), own_prefix);
    return own ? FieldName::crossfade : FieldName::other;
}

}  // namespace crossfade::http
