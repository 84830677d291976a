// See words.hpp.
#include "proxy/report/words.hpp"

#include "proxy/report/text_format.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace crossfade::report {
namespace {

using Meaning = std::pair<std::string_view, std::string_view>;

constexpr std::array meanings{
    Meaning{"budget",
            "more parts or levels than one comparison may look at, or limits.memory ran out"},
    Meaning{"client_left", "the client left before live had answered"},
    Meaning{"compare_off", "`compare: off` mirrors without comparing"},
    Meaning{"encoding", "a content coding that is not decoded, or is broken"},
    Meaning{"queue", "comparing was slower than traffic: raise comparison.threads or .queue"},
    Meaning{"shutdown", "the proxy was stopped"},
    Meaning{"restart", "the proxy was killed while it was under way"},
    Meaning{"upgraded", "a tunnel, such as a WebSocket"},
    Meaning{"in_flight", "more mirrored requests at once than limits.in_flight"},
    Meaning{"rate", "more mirrored requests per second than limits.rate"},
    Meaning{"memory", "more bytes of pairs than limits.memory"},
    Meaning{"request_body_too_large", "over limits.request_body"},
    Meaning{"require_failed", "a required rewrite did not apply, so nothing was sent"},
    Meaning{"rewrite_failed", "a rewrite could not be applied, so nothing was sent"},
    Meaning{"no_endpoint", "no endpoint of the shadow was healthy"},
    Meaning{"loop", "the request was a mirrored one already"},
    Meaning{"suspended", "the shadow only timed out, and was left alone for a while"},
    Meaning{"backoff", "the shadow only failed, and was left alone for a while"},
    Meaning{"connection_refused", "nobody listens at the shadow"},
    Meaning{"connection_timeout", "the shadow could not be reached in time"},
    Meaning{"connection_terminated", "the shadow cut the connection"},
    Meaning{"tls_error", "no TLS session with the shadow"},
    Meaning{"response_timeout", "the shadow did not answer in time"},
    Meaning{"protocol_error", "the shadow's answer is not HTTP"},
    Meaning{"server_error", "5xx, where the other side had none"},
    Meaning{"connection_failed", "live could not be reached"},
    Meaning{"timeout", "live did not answer in time"},
    Meaning{"fallback", "another backend answered in place of the one that was chosen"},
};

std::string number_text(double number, const char* format) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), format, number);
    return text.data();
}

/// Where the class says no more than the kind does.
bool says_nothing(const store::StoredFault& fault) {
    return fault.transition.empty() || fault.transition == fault.kind ||
           fault.transition == "value";
}

}  // namespace

std::string fault_title(const store::StoredFault& fault) {
    return fault.path + ": " + (fault.transition.empty() ? fault.kind : fault.transition);
}

std::string fault_sentence(const store::StoredFault& fault) {
    const std::string detail = says_nothing(fault) ? "" : ": " + fault.transition;
    if (fault.path == "status") return "The shadow answers with another status" + detail;
    if (fault.kind == "missing") return fault.path + " is missing at the shadow" + detail;
    if (fault.kind == "extra") return fault.path + " is only at the shadow" + detail;
    if (fault.kind == "type") return fault.path + " is of another type at the shadow" + detail;
    if (fault.kind == "length") return fault.path + " has another length at the shadow" + detail;
    if (fault.kind == "order") return fault.path + " comes in another order at the shadow" + detail;
    return fault.path + " differs" + detail;
}

std::string_view meaning_of(std::string_view reason) noexcept {
    for (const auto& [name, meaning] : meanings) {
        if (name == reason) return meaning;
    }
    return {};
}

std::string duration_text(std::int64_t microseconds) {
    const auto number = static_cast<double>(microseconds);
    if (microseconds < 1'000) return number_text(number, "%.0f us");
    if (microseconds < 1'000'000) return number_text(number / 1e3, "%.1f ms");
    return number_text(number / 1e6, "%.2f s");
}

std::string counted(std::uint64_t count, std::string_view singular) {
    return grouped(count) + ' ' + std::string(singular) + (count == 1 ? "" : "s");
}

}  // namespace crossfade::report
