// Response heads: a backend's bytes are read as strictly as a client's.
#include "proxy/h1/head_parser.hpp"
#include "proxy/h1/head_writer.hpp"
#include "proxy/http/forwarding.hpp"
#include "tests/fuzz/heads.hpp"

#include <string>

namespace crossfade::fuzz {
namespace {

using http::Failure;
using Kind = http::Framing::Kind;

bool bodiless(const http::ResponseHead& head, std::string_view method) {
    return head.interim() || head.status == 204 || head.status == 304 || method == "HEAD";
}

void check_head(const http::ResponseHead& head, std::string_view method) {
    check(head.status >= 100 && head.status <= 599, "a status has one of five classes");
    check(one_line(head.reason) && one_line_each(head.fields), "a line is one line");
    check_declared_once(head.fields, head.framing);
    check(!bodiless(head, method) || head.framing.kind == Kind::none, "no body where none may be");
    check(bodiless(head, method) || head.framing.kind != Kind::none, "a body where one must be");
    check(head.framing.kind != Kind::until_close || !head.keep_alive,
          "what ends with the connection ends it");
}

void check_round_trip(const http::ResponseHead& head, std::string_view method) {
    http::FieldList fields;
    http::copy_response_fields(head, method, fields);
    http::OutgoingResponse out{};
    out.status = head.status;
    out.reason = head.reason;
    out.framing = head.framing;
    out.fields = fields.view();
    h1::ConnectionFields connection{};
    connection.close = !head.keep_alive;
    std::string text;
    check(h1::write_response(out, connection, text), "an accepted head can be passed on");
    const h1::HeadLimits roomy{std::size_t{1} << 20U, 200};
    const auto scanned = scan(h1::HeadKind::response, text, roomy, text.size());
    check(scanned.state == h1::HeadScan::State::complete && scanned.size == text.size(),
          "a head passed on is one head");
    http::ResponseHead again;
    check(h1::parse_response(text, method, again) == Failure::none, "and it is accepted");
    check(again.status == head.status && again.reason == head.reason, "with the same status");
    check(same_framing(again.framing, head.framing), "framing the same body");
    check(again.keep_alive == head.keep_alive, "and the same end of the connection");
    http::FieldList again_fields;
    http::copy_response_fields(again, method, again_fields);
    check(same_fields(again_fields, fields), "fields passed on are the same fields");
}

void run(Bytes raw) {
    const auto bytes = head_of(h1::HeadKind::response, raw);
    if (bytes.empty()) return;
    for (const std::string_view method : {"GET", "HEAD", "POST"}) {
        http::ResponseHead head;
        const auto failure = h1::parse_response(bytes, method, head);
        check(failure == Failure::none || failure == Failure::response_malformed,
              "a refusal is the backend's fault");
        if (failure != Failure::none) continue;
        check_head(head, method);
        check_round_trip(head, method);
    }
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(crossfade::fuzz::text_of(data, size));
    return 0;
}
