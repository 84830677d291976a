// One recorded pair as evidence: what differs side by side, and how to ask both sides again.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/record/record.hpp"
#include "proxy/report/settings.hpp"

#include <string>
#include <vector>

namespace crossfade::report {

struct Exemplar {
    std::string id;  // the correlation id: x-request-id on both sides
    std::string signature;
    record::Time time;
    std::string route;
    std::string mirror;
    std::string build;
    std::string method;
    std::string path;
    int live_status = 0;
    int shadow_status = 0;
    std::vector<compare::Finding> findings;  // with the values of this pair, redacted
    std::string live_body;                   // as recorded, cut to a bound; empty: none, or binary
    std::string shadow_body;
    std::string live_curl;
    std::string shadow_curl;
};

[[nodiscard]] Exemplar exemplar_of(const record::Record& record, const Settings& settings);

/// The text as one word of a POSIX shell.
[[nodiscard]] std::string shell_word(std::string_view text);

}  // namespace crossfade::report
