// Every field that says something about the body or the connection is read here and nowhere else.
#include "proxy/http/framing.hpp"

#include "proxy/http/target.hpp"

namespace crossfade::http {
namespace {

struct Declared {
    bool valid = true;
    bool chunked = false;
    std::optional<std::uint64_t> length;
};

// Content-Length and Transfer-Encoding together, either of them twice, and any coding but "chunked"
// alone are the ways into request smuggling (RFC 9112 sections 6.1, 6.3 and 11.2).
Declared declared_framing(const FieldList& fields, int minor_version) noexcept {
    Declared declared;
    const auto length = fields.find(FieldName::content_length);
    const auto coding = fields.find(FieldName::transfer_encoding);
    if ((length && coding) || fields.repeats(FieldName::content_length) ||
        fields.repeats(FieldName::transfer_encoding)) {
        declared.valid = false;
    } else if (length) {
        declared.length = parse_content_length(*length);
        declared.valid = declared.length.has_value();
    } else if (coding) {
        declared.chunked = routing::same_name(*coding, "chunked");
        declared.valid = declared.chunked && minor_version == 1;
    }
    return declared;
}

bool persistent(const FieldList& fields, int minor_version) noexcept {
    if (connection_lists(fields, "close")) return false;
    return minor_version == 1 || connection_lists(fields, "keep-alive");
}

Failure check_host(RequestHead& head) noexcept {
    const auto host = head.fields.find(FieldName::host);
    if (!host) return head.minor_version == 0 ? Failure::none : Failure::request_malformed;
    if (head.fields.repeats(FieldName::host) || !valid_authority(*host)) {
        return Failure::request_malformed;
    }
    if (head.authority.empty()) head.authority = *host;
    return Failure::none;
}

// Any other expectation may be answered with 417 (RFC 9110 section 10.1.1), and is: a backend that
// expects something else than this proxy does is out of step with it.
Failure check_expect(RequestHead& head) noexcept {
    const auto expectation = head.fields.find(FieldName::expect);
    if (!expectation) return Failure::none;
    if (head.fields.repeats(FieldName::expect) ||
        !routing::same_name(*expectation, "100-continue")) {
        return Failure::expectation_failed;
    }
    head.expects_continue = head.minor_version == 1 && head.framing.has_body();
    return Failure::none;
}

// RFC 9110 section 5.5 leaves it to the recipient what to do with names that it knows, but that are
// spelt with other marks. A backend that maps "_" and "-" to the same would frame or route by them.
bool deceptive_name(const FieldList& fields) noexcept {
    for (std::size_t index = 0; index < fields.size(); ++index) {
        if (fields.id(index) == FieldName::other && look_alike(fields[index].name)) return true;
    }
    return false;
}

// Each field is looked up in all that Connection lists, so that must not be long.
bool lists_too_much(const FieldList& fields) noexcept {
    if (!fields.has(FieldName::connection)) return false;
    constexpr std::size_t most = 1'024;
    std::size_t size = 0;
    for (std::size_t index = 0; index < fields.size(); ++index) {
        if (fields.id(index) == FieldName::connection) size += fields[index].value.size() + 1;
    }
    return size > most;
}

// Of methods that use it (RFC 9110 section 7.6.2) and get this far.
bool bad_max_forwards(const RequestHead& head) noexcept {
    if (head.method != "OPTIONS") return false;
    if (head.fields.repeats(FieldName::max_forwards)) return true;
    return head.fields.has(FieldName::max_forwards) && !max_forwards(head);
}

// A proxy that passes on what it does not know opens tunnels past its own rules, as with h2c. So
// only WebSocket counts as asked for; RFC 9110 section 7.8 lets any recipient ignore the rest.
bool upgrade_wanted(const RequestHead& head) noexcept {
    const auto protocol = head.fields.find(FieldName::upgrade);
    if (!protocol || head.minor_version == 0 || head.framing.has_body()) return false;
    if (head.fields.repeats(FieldName::upgrade)) return false;
    return routing::same_name(*protocol, "websocket") && connection_lists(head.fields, "upgrade");
}

}  // namespace

std::optional<std::uint64_t> parse_content_length(std::string_view text) noexcept {
    if (text.empty() || text.size() > 18 || (text.size() > 1 && text.front() == '0')) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
}

std::optional<std::uint64_t> max_forwards(const RequestHead& head) noexcept {
    if (head.method != "OPTIONS") return std::nullopt;
    const auto value = head.fields.find(FieldName::max_forwards);
    return value ? parse_content_length(*value) : std::nullopt;
}

Failure check_request(RequestHead& head) noexcept {
    if (const auto failure = parse_target(head); failure != Failure::none) return failure;
    if (const auto failure = check_host(head); failure != Failure::none) return failure;
    const auto declared = declared_framing(head.fields, head.minor_version);
    if (!declared.valid || deceptive_name(head.fields) || bad_max_forwards(head)) {
        return Failure::request_malformed;
    }
    if (lists_too_much(head.fields)) return Failure::request_head_too_large;
    head.framing = {};
    if (declared.chunked) head.framing.kind = Framing::Kind::chunked;
    if (declared.length) head.framing = {Framing::Kind::length, *declared.length};
    head.keep_alive = persistent(head.fields, head.minor_version);
    head.wants_upgrade = upgrade_wanted(head);
    return check_expect(head);
}

Failure check_response(ResponseHead& head, std::string_view method) noexcept {
    const auto declared = declared_framing(head.fields, head.minor_version);
    if (!declared.valid || lists_too_much(head.fields)) return Failure::response_malformed;
    head.keep_alive = persistent(head.fields, head.minor_version);
    // Neither 1xx nor 204 may be framed (RFC 9110 section 8.6, RFC 9112 section 6.1). A length of 0
    // cannot be misread; anything else leaves open where the next response begins.
    const bool framed = declared.chunked || declared.length.value_or(0) > 0;
    if (framed && head.interim()) return Failure::response_malformed;
    if (framed && head.status == 204) head.keep_alive = false;
    const bool bodiless =
        head.interim() || head.status == 204 || head.status == 304 || method == "HEAD";
    if (bodiless) {
        head.framing = {};
    } else if (declared.chunked) {
        head.framing = {Framing::Kind::chunked, 0};
    } else if (declared.length) {
        head.framing = {Framing::Kind::length, *declared.length};
    } else {
        head.framing = {Framing::Kind::until_close, 0};
        head.keep_alive = false;
    }
    return Failure::none;
}

}  // namespace crossfade::http
