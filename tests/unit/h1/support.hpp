// How the tests of heads read one: the scan and the parser together, in one piece or in many.
#pragma once

#include "proxy/h1/head_parser.hpp"
#include "proxy/h1/head_scan.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::h1 {

inline const char* words_of(http::Failure failure) {
    using http::Failure;
    switch (failure) {
        case Failure::none:
            return "accepted";
        case Failure::request_malformed:
        case Failure::response_malformed:
            return "malformed";
        case Failure::request_head_too_large:
            return "head too large";
        case Failure::target_too_long:
            return "target too long";
        case Failure::method_not_allowed:
            return "method not allowed";
        case Failure::expectation_failed:
            return "expectation failed";
        case Failure::version_not_supported:
            return "version not supported";
        default:
            return "something else";
    }
}

/// What comes of a head that arrives in pieces ending at these offsets.
inline std::string verdict_in_pieces(HeadKind kind,
                                     std::string_view raw,
                                     const std::vector<std::size_t>& ends,
                                     const HeadLimits& limits = {},
                                     std::string_view method = "GET") {
    HeadScan scan(kind, limits);
    auto state = HeadScan::State::incomplete;
    for (const auto end : ends) {
        state = scan.scan(raw.substr(0, end));
        if (state != HeadScan::State::incomplete) break;
    }
    if (state == HeadScan::State::incomplete) return "waits";
    if (state == HeadScan::State::refused) return words_of(scan.failure());
    const auto head = raw.substr(0, scan.size());
    http::RequestHead request;
    http::ResponseHead response;
    return words_of(kind == HeadKind::request ? parse_request(head, request)
                                              : parse_response(head, method, response));
}

inline std::string verdict(HeadKind kind,
                           std::string_view raw,
                           const HeadLimits& limits = {},
                           std::string_view method = "GET") {
    return verdict_in_pieces(kind, raw, {raw.size()}, limits, method);
}

inline std::string verdict_byte_by_byte(HeadKind kind,
                                        std::string_view raw,
                                        const HeadLimits& limits = {}) {
    std::vector<std::size_t> ends;
    for (std::size_t end = 1; end <= raw.size(); ++end) ends.push_back(end);
    return verdict_in_pieces(kind, raw, ends, limits);
}

/// The first offset at which cutting the head in two changes what comes of it; npos for none.
inline std::size_t deviating_split(HeadKind kind, std::string_view raw, const std::string& wanted) {
    for (std::size_t cut = 1; cut < raw.size(); ++cut) {
        if (verdict_in_pieces(kind, raw, {cut, raw.size()}) != wanted) return cut;
    }
    return std::string_view::npos;
}

struct HeadCase {
    const char* name;
    std::string head;
    const char* verdict;
};

inline void PrintTo(const HeadCase& entry, std::ostream* out) { *out << entry.name; }

inline std::string name_of(const HeadCase& entry) { return entry.name; }

}  // namespace crossfade::h1
