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
    const auto lengths = fields.count(FieldName::content_length);
    const auto codings = fields.count(FieldName::transfer_encoding);
    if (lengths + codings == 0) return declared;
    if (lengths + codings > 1) {
        declared.valid = false;
        return declared;
    }
    if (lengths == 1) {
        declared.length = parse_content_length(*fields.find(FieldName::content_length));
        declared.valid = declared.length.has_value();
        return declared;
    }
    declared.chunked = routing::same_name(*fields.find(FieldName::transfer_encoding), "chunked");
    declared.valid = declared.chunked && minor_version == 1;
    return declared;
}

bool persistent(const FieldList& fields, int minor_version) noexcept {
    if (connection_lists(fields, "close")) return false;
    return minor_version == 1 || connection_lists(fields, "keep-alive");
}

Failure check_host(RequestHead& head) noexcept {
    const auto hosts = head.fields.count(FieldName::host);
    if (hosts > 1) return Failure::request_malformed;
    if (hosts == 0) return head.minor_version == 0 ? Failure::none : Failure::request_malformed;
    const auto host = *head.fields.find(FieldName::host);
    if (!valid_authority(host)) return Failure::request_malformed;
    if (head.authority.empty()) head.authority = host;
    return Failure::none;
}

Failure check_expect(RequestHead& head) noexcept {
    const auto expectation = head.fields.find(FieldName::expect);
    if (!expectation) return Failure::none;
    if (!routing::same_name(*expectation, "100-continue")) return Failure::expectation_failed;
    head.expects_continue = head.minor_version == 1 && head.framing.has_body();
    return Failure::none;
}

// h2c upgrades hide requests from a proxy that passes them on, so they count as not asked for.
bool upgrade_wanted(const RequestHead& head) noexcept {
    const auto protocol = head.fields.find(FieldName::upgrade);
    if (!protocol || head.minor_version == 0 || head.framing.has_body()) return false;
    if (head.fields.count(FieldName::upgrade) > 1 || lists_token(*protocol, "h2c")) return false;
    return connection_lists(head.fields, "upgrade");
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

Failure check_request(RequestHead& head) noexcept {
    if (const auto failure = parse_target(head); failure != Failure::none) return failure;
    if (const auto failure = check_host(head); failure != Failure::none) return failure;
    const auto declared = declared_framing(head.fields, head.minor_version);
    if (!declared.valid) return Failure::request_malformed;
    head.framing = {};
    if (declared.chunked) head.framing.kind = Framing::Kind::chunked;
    if (declared.length) head.framing = {Framing::Kind::length, *declared.length};
    head.keep_alive = persistent(head.fields, head.minor_version);
    head.wants_upgrade = upgrade_wanted(head);
    return check_expect(head);
}

Failure check_response(ResponseHead& head, std::string_view method) noexcept {
    const auto declared = declared_framing(head.fields, head.minor_version);
    if (!declared.valid) return Failure::response_malformed;
    head.keep_alive = persistent(head.fields, head.minor_version);
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
