// The report as plain values: read from the store once, then written as text or JSON. All formats
// show these numbers and compute none of their own.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/record/time_text.hpp"
#include "proxy/store/accounting.hpp"
#include "proxy/store/store_reader.hpp"
#include "routing/interval.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::report {

struct ReportQuery {
    std::string route{};  // empty: all
    std::optional<record::Time>
        since{};  // signatures last seen at or after; counts are of all time
    record::Time now{};
    std::size_t max_signatures = 1'000;
};

/// One recorded pair that shows a signature.
struct ReportedExemplar {
    std::string id;
    record::Time time;
    std::string method;
    std::string path;
    int live_status = 0;
    int shadow_status = 0;
    std::vector<compare::Finding> findings;  // with the values of this pair
};

struct ReportedSignature {
    store::StoredSignature stored;
    std::optional<ReportedExemplar> exemplar;  // nothing once all have aged out
};

struct MirrorReport {
    std::string route;
    std::string mirror;
    store::Accounting accounting;
    std::vector<std::string> faults;  // why the sums cannot be believed, in words; empty: they hold
    std::optional<double> match_rate;  // of those compared; nothing if none were
    routing::Interval interval;        // 95 %
};

struct Report {
    ReportQuery query;
    std::optional<record::Time> written;  // when a proxy last wrote
    std::vector<MirrorReport> mirrors;
    std::vector<ReportedSignature> signatures;  // most frequent first, at most query.max_signatures
    store::StoreReader::Totals totals;          // of all signatures that the query selects

    [[nodiscard]] bool empty() const noexcept { return mirrors.empty() && signatures.empty(); }
};

struct ReportOrError {
    Report report;
    std::string error;  // empty: none
};

[[nodiscard]] ReportOrError make_report(const std::filesystem::path& directory,
                                        const ReportQuery& query);

struct TextStyle {
    bool colours = false;             // the output is a terminal
    std::size_t max_signatures = 20;  // shown; the rest is named
};

[[nodiscard]] std::string report_text(const Report& report, const TextStyle& style);
[[nodiscard]] std::string report_json(const Report& report);

}  // namespace crossfade::report
