// Fields are copied one by one, each kept or left by its number; the copies are views.
#include "proxy/http/forwarding.hpp"

#include <algorithm>
#include <array>

namespace crossfade::http {
namespace {

bool hop_by_hop(FieldName name) noexcept {
    switch (name) {
        case FieldName::connection:
        case FieldName::keep_alive:
        case FieldName::proxy_connection:
        case FieldName::proxy_authenticate:
        case FieldName::proxy_authorization:
        case FieldName::te:
        case FieldName::transfer_encoding:
        case FieldName::content_length:
        case FieldName::upgrade:
        case FieldName::http2_settings:
            return true;
        default:
            return false;
    }
}

// A sender that lists one of these in Connection wants to hide it from the next hop, which is an
// attack, not a request (RFC 9110 section 7.6.1: end-to-end fields must not be listed).
bool protected_from_listing(FieldName id, std::string_view name) noexcept {
    static constexpr std::array<std::string_view, 12> end_to_end{"authorization",
                                                                 "cache-control",
                                                                 "content-encoding",
                                                                 "content-type",
                                                                 "etag",
                                                                 "location",
                                                                 "origin",
                                                                 "range",
                                                                 "referer",
                                                                 "set-cookie",
                                                                 "user-agent",
                                                                 "vary"};
    if (id != FieldName::other) return true;
    return std::any_of(end_to_end.begin(), end_to_end.end(), [name](std::string_view entry) {
        return routing::same_name(entry, name);
    });
}

// Most messages list nothing but "close", "keep-alive" or "upgrade".
bool lists_more(const FieldList& fields) noexcept {
    if (!fields.has(FieldName::connection)) return false;
    for (std::size_t index = 0; index < fields.size(); ++index) {
        if (fields.id(index) != FieldName::connection) continue;
        const auto value = fields[index].value;
        const bool usual = routing::same_name(value, "close") ||
                           routing::same_name(value, "keep-alive") ||
                           routing::same_name(value, "upgrade");
        if (!usual) return true;
    }
    return false;
}

bool set_anew(FieldName name) noexcept {
    return name == FieldName::host || name == FieldName::via || name == FieldName::x_request_id ||
           name == FieldName::x_forwarded_for || name == FieldName::x_forwarded_host ||
           name == FieldName::x_forwarded_proto || name == FieldName::x_forwarded_other ||
           name == FieldName::forwarded;
}

// What frames, routes, authorises or describes a message must be known before its body (RFC 9110
// section 6.5.1).
bool forbidden_trailer(FieldName id, std::string_view name) noexcept {
    if (hop_by_hop(id) || set_anew(id) || look_alike(name)) return true;
    if (id != FieldName::other) return id != FieldName::date && id != FieldName::traceparent;
    static constexpr std::array<std::string_view, 20> early{"age",
                                                            "authorization",
                                                            "cache-control",
                                                            "content-encoding",
                                                            "content-range",
                                                            "content-type",
                                                            "expires",
                                                            "if-match",
                                                            "if-modified-since",
                                                            "if-none-match",
                                                            "if-range",
                                                            "if-unmodified-since",
                                                            "location",
                                                            "pragma",
                                                            "range",
                                                            "retry-after",
                                                            "set-cookie",
                                                            "vary",
                                                            "warning",
                                                            "www-authenticate"};
    return std::any_of(early.begin(), early.end(), [name](std::string_view entry) {
        return routing::same_name(entry, name);
    });
}

template <class Dropped>
void copy_fields(const FieldList& from, FieldList& to, Dropped dropped) {
    const bool listing = lists_more(from);
    for (std::size_t index = 0; index < from.size(); ++index) {
        const auto id = from.id(index);
        const auto& field = from[index];
        if (dropped(id, field)) continue;
        const bool listed = listing && !protected_from_listing(id, field.name) &&
                            connection_lists(from, field.name);
        if (!listed) to.add(id, field.name, field.value);
    }
}

}  // namespace

// An expectation without a body has nothing to wait for (RFC 9110 section 10.1.1: a client must not
// send it), and Trailer means nothing where there can be none (section 6.6.2).
void copy_request_fields(const RequestHead& from, FieldList& to) {
    copy_fields(from.fields, to, [&from](FieldName id, const routing::Field& field) {
        if (id == FieldName::crossfade) return !routing::same_name(field.name, mirror_marker);
        if (id == FieldName::expect) return !from.expects_continue;
        if (id == FieldName::trailer) return from.framing.kind != Framing::Kind::chunked;
        return hop_by_hop(id) || set_anew(id);
    });
}

void copy_response_fields(const ResponseHead& from, std::string_view method, FieldList& to) {
    const bool describes =
        from.status == 304 || (method == "HEAD" && from.status != 204 && !from.interim());
    copy_fields(from.fields, to, [describes](FieldName id, const routing::Field& /*field*/) {
        if (id == FieldName::content_length) return !describes;
        return hop_by_hop(id);
    });
}

void copy_trailers(const FieldList& from, FieldList& to) {
    for (std::size_t index = 0; index < from.size(); ++index) {
        if (!forbidden_trailer(from.id(index), from[index].name)) {
            to.add(from.id(index), from[index].name, from[index].value);
        }
    }
}

}  // namespace crossfade::http
