// How the targets of heads read one: in pieces of some size, as a connection would.
#pragma once

#include "proxy/h1/head_scan.hpp"
#include "proxy/http/head.hpp"
#include "tests/fuzz/support.hpp"

#include <algorithm>

namespace crossfade::fuzz {

struct Scanned {
    h1::HeadScan::State state = h1::HeadScan::State::incomplete;
    http::Failure failure = http::Failure::none;
    std::size_t size = 0;

    bool operator==(const Scanned&) const = default;
};

/// What is both too large and malformed is refused as what is seen first.
inline bool same_verdict(const Scanned& a, const Scanned& b) {
    const auto large = [](http::Failure failure) {
        return failure == http::Failure::request_head_too_large ||
               failure == http::Failure::target_too_long;
    };
    return a.state == b.state && a.size == b.size &&
           (a.failure == b.failure || large(a.failure) || large(b.failure));
}

inline Scanned scan(h1::HeadKind kind,
                    Bytes raw,
                    const h1::HeadLimits& limits,
                    std::size_t piece_size) {
    h1::HeadScan scan(kind, limits);
    Scanned scanned;
    for (std::size_t end = 0; end < raw.size();) {
        end = std::min(raw.size(), end + piece_size);
        scanned.state = scan.scan(raw.substr(0, end));
        if (scanned.state != h1::HeadScan::State::incomplete) break;
    }
    scanned.failure = scan.failure();
    scanned.size = scan.size();
    return scanned;
}

/// The whole head of an input; empty if there is none. What comes of it must not depend on how it
/// arrives, nor on what follows it, nor on the limits as long as it is within.
inline Bytes head_of(h1::HeadKind kind, Bytes raw) {
    using State = h1::HeadScan::State;
    for (const h1::HeadLimits& limits : {h1::HeadLimits{}, h1::HeadLimits{128, 5}}) {
        const auto whole = scan(kind, raw, limits, raw.size());
        for (const std::size_t piece_size : {1U, 7U}) {
            check(same_verdict(scan(kind, raw, limits, piece_size), whole),
                  "a head split is the same head");
        }
        check((whole.state == State::refused) == (whole.failure != http::Failure::none),
              "a refusal has a reason");
        check(whole.size <= std::min(raw.size(), limits.bytes), "a head ends within the limit");
    }
    const auto whole = scan(kind, raw, {}, raw.size());
    if (whole.state != State::complete) return {};
    const auto head = raw.substr(0, whole.size);
    check(head.ends_with("\r\n\r\n"), "a head ends with a blank line");
    check(scan(kind, head, {}, head.size()) == whole, "what follows a head does not count");
    return head;
}

inline bool one_line_each(const http::FieldList& fields) {
    return std::all_of(fields.view().begin(), fields.view().end(), [](const routing::Field& field) {
        return !field.name.empty() && one_line(field.name) && one_line(field.value);
    });
}

inline std::size_t count(const http::FieldList& fields, std::string_view name) {
    return static_cast<std::size_t>(
        std::count_if(fields.view().begin(), fields.view().end(), [name](const auto& field) {
            return routing::same_name(field.name, name);
        }));
}

inline bool same_fields(const http::FieldList& a, const http::FieldList& b) {
    const auto same = [](const routing::Field& x, const routing::Field& y) {
        return x.name == y.name && x.value == y.value;
    };
    return std::equal(a.view().begin(), a.view().end(), b.view().begin(), b.view().end(), same);
}

inline bool same_framing(const http::Framing& a, const http::Framing& b) {
    return a.kind == b.kind && a.length == b.length;
}

/// RFC 9112 section 6.3: at most one field says how long a body is, whatever else is read.
inline void check_declared_once(const http::FieldList& fields, const http::Framing& framing) {
    const auto lengths = count(fields, "content-length");
    const auto codings = count(fields, "transfer-encoding");
    check(lengths + codings <= 1, "at most one field says how long the body is");
    check(framing.kind != http::Framing::Kind::chunked || codings == 1, "chunked is declared");
    check(framing.kind != http::Framing::Kind::length || lengths == 1, "a length is declared");
}

}  // namespace crossfade::fuzz
