// Request heads: strict whatever way they arrive, and what is forwarded reads back as the same.
#include "proxy/h1/head_parser.hpp"
#include "proxy/h1/head_writer.hpp"
#include "proxy/http/forwarding.hpp"
#include "tests/fuzz/heads.hpp"

#include <string>

namespace crossfade::fuzz {
namespace {

using http::Failure;

http::OutgoingRequest outgoing(const http::RequestHead& head, const http::FieldList& fields) {
    http::OutgoingRequest out{};
    out.method = head.method;
    out.path = head.path;
    out.query = head.query;
    out.has_query = head.has_query;
    out.host = head.authority;
    out.framing = head.framing;
    if (head.wants_upgrade) out.upgrade = *head.fields.find(http::FieldName::upgrade);
    out.fields = fields.view();
    return out;
}

void check_head(const http::RequestHead& head) {
    for (const auto part : {head.method, head.target, head.authority, head.path, head.query}) {
        check(one_line(part) && part.find(' ') == Bytes::npos, "a start line has three words");
    }
    check(one_line_each(head.fields), "a field is one line");
    check(head.path.starts_with('/') || head.path == "*", "a path is rooted");
    check(count(head.fields, "host") <= 1, "at most one host");
    check(count(head.fields, "host") == 1 || head.minor_version == 0, "HTTP/1.1 has a host");
    check_declared_once(head.fields, head.framing);
    const bool declared =
        count(head.fields, "content-length") + count(head.fields, "transfer-encoding") > 0;
    check(declared == (head.framing.kind != http::Framing::Kind::none), "what is declared counts");
    check(head.framing.kind != http::Framing::Kind::until_close, "a request's body has an end");
}

void check_round_trip(const http::RequestHead& head) {
    http::FieldList fields;
    http::copy_request_fields(head, fields);
    std::string text;
    check(h1::write_request(outgoing(head, fields), text), "an accepted head can be forwarded");
    if (head.authority.empty()) return;  // of HTTP/1.0 without a host: the forwarder's to answer
    const h1::HeadLimits roomy{std::size_t{1} << 20U, 200};
    const auto scanned = scan(h1::HeadKind::request, text, roomy, text.size());
    check(scanned.state == h1::HeadScan::State::complete && scanned.size == text.size(),
          "a forwarded head is one head");
    http::RequestHead again;
    check(h1::parse_request(text, again) == Failure::none, "a forwarded head is accepted");
    check(again.method == head.method && again.path == head.path && again.query == head.query &&
              again.has_query == head.has_query && again.authority == head.authority,
          "a forwarded start line means the same");
    check(same_framing(again.framing, head.framing), "a forwarded head frames the same body");
    check(again.wants_upgrade == head.wants_upgrade, "a forwarded head asks for the same upgrade");
    http::FieldList again_fields;
    http::copy_request_fields(again, again_fields);
    check(same_fields(again_fields, fields), "forwarded fields are the same fields");
}

void run(Bytes raw) {
    const auto bytes = head_of(h1::HeadKind::request, raw);
    if (bytes.empty()) return;
    http::RequestHead head;
    const auto failure = h1::parse_request(bytes, head);
    check(failure == Failure::none || failure == Failure::request_malformed ||
              failure == Failure::request_head_too_large ||
              failure == Failure::method_not_allowed || failure == Failure::expectation_failed,
          "a refusal is the client's fault");
    if (failure != Failure::none) return;
    check_head(head);
    check_round_trip(head);
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(crossfade::fuzz::text_of(data, size));
    return 0;
}
