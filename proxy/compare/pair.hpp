// A live and a shadow response to the same request, and what comparing them found. Plain values:
// the mirror makes pairs, the comparison judges them, the report keeps them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::compare {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct RecordedRequest {
    std::string method;
    std::string path;  // with query, as the client sent it
    HeaderList headers;
    std::string body;
};

struct RecordedResponse {
    int status = 0;
    HeaderList headers;
    std::string body;             // as received, content codings still on; a prefix if truncated
    bool truncated = false;       // the body was longer than the mirror's response_body limit
    std::uint64_t body_size = 0;  // of the whole body
    std::uint64_t body_hash = 0;  // XXH3_64 of the whole body; only set and compared if truncated
    HeaderList trailers{};  // behind the body (RFC 9110 section 6.5), if it was read to its end
};

/// What became of one sampled request; exactly one of these (DESIGN "Accounting").
enum class Verdict { match, mismatch, shadow_error, live_error, both_failed, not_compared };

[[nodiscard]] std::string_view name_of(Verdict verdict) noexcept;
[[nodiscard]] std::optional<Verdict> verdict_of(std::string_view name) noexcept;

struct Pair {
    std::string id;  // the x-request-id
    std::chrono::system_clock::time_point time;
    std::string route;
    std::string mirror;  // name of the shadow backend
    RecordedRequest request;
    RecordedResponse live;
    RecordedResponse shadow;
    bool client_left = false;  // the live response was cut because the client went away
    std::string build;         // of the shadow, as its response names it; empty: unknown
    std::string user;          // what the request was split and sampled by; empty: no key
    std::chrono::microseconds live_time{0};  // request complete to response complete; 0: unknown
    std::chrono::microseconds shadow_time{0};
};

enum class Kind { value, type, missing, extra, length, order };

[[nodiscard]] std::string_view name_of(Kind kind) noexcept;

/// One difference. `path` is canonical: "status", "header.<name>", "trailer.<name>",
/// "body.items[*].price"; array indices are always [*]. live and shadow are short texts of the two
/// values, "" where absent.
struct Finding {
    std::string path;
    Kind kind = Kind::value;
    std::string transition;  // the class: "int->string", "null->missing", "200->404", "value" ...
    std::string live;
    std::string shadow;

    bool operator==(const Finding&) const = default;
};

/// A difference that was taken for none, and by what: the path of a written rule, or "built-in "
/// and the name of a piece of knowledge (knowledge.hpp).
struct Hidden {
    std::string path;
    std::string transition;
    std::string by;

    bool operator==(const Hidden&) const = default;
};

struct Result {
    Verdict verdict = Verdict::match;
    std::string reason;             // of shadow_error, live_error and not_compared; else empty
    std::vector<Finding> findings;  // of mismatch; sorted by path, at most Rules::max_findings
    std::string signature;          // of mismatch: "S-" and 12 hex digits; else empty
    std::vector<Hidden> hidden;     // of match and mismatch; sorted, none twice, at most
                                    // Rules::max_findings
};

}  // namespace crossfade::compare
