// The report as plain values: computed once, then written in any format. All formats show these
// numbers and compute none of their own.
#pragma once

#include "proxy/report/accounts.hpp"
#include "proxy/report/changes.hpp"
#include "proxy/report/endpoints.hpp"
#include "proxy/report/exemplar.hpp"
#include "proxy/report/faults.hpp"
#include "proxy/report/fix_list.hpp"
#include "proxy/report/gaps.hpp"
#include "proxy/report/material.hpp"
#include "proxy/report/noise.hpp"
#include "proxy/report/rules.hpp"
#include "proxy/report/settings.hpp"
#include "proxy/report/verdict.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::report {

/// Pairs that show the same set of faults.
struct SignatureReport {
    store::StoredPattern stored;
    std::optional<std::size_t> exemplar;  // index into Report::exemplars
};

struct Report {
    ReportQuery query;
    std::optional<record::Time> written;  // when a proxy last wrote
    std::optional<record::Time> first;    // the window: first and last compared pair
    std::optional<record::Time> last;
    std::vector<store::StoredConfiguration>
        configurations;  // oldest first; the last one is in force
    Verdict verdict;
    std::vector<MirrorReport> mirrors;
    std::vector<EndpointReport> endpoints;  // worst first
    FixList fix_list;
    std::vector<FaultReport> faults;          // most frequent first
    std::vector<SignatureReport> signatures;  // most frequent first, at most query.max_signatures
    std::uint64_t signature_count = 0;        // of all that the query selects
    std::uint64_t signature_pairs = 0;
    std::vector<Exemplar> exemplars;
    std::vector<RuleReport> rules;
    std::vector<NoiseReport> noise;
    Gaps gaps;
    Changes changes;

    [[nodiscard]] bool empty() const noexcept { return mirrors.empty() && endpoints.empty(); }
    /// Nothing for one that the query left out.
    [[nodiscard]] const FaultReport* find_fault(const store::EndpointName& endpoint,
                                                const std::string& fault) const noexcept;
};

/// A pure function of its arguments.
[[nodiscard]] Report make_report(const Material& material,
                                 const Settings& settings,
                                 const ReportQuery& query);

struct ReportOrError {
    Report report;
    std::string error;  // empty: none
};

/// read_material() and make_report(); what `settings` does not say is taken from the store.
[[nodiscard]] ReportOrError read_report(const std::filesystem::path& directory,
                                        const Settings& settings,
                                        const ReportQuery& query);

struct TextStyle {
    bool colours = false;       // the output is a terminal
    std::size_t max_rows = 20;  // of each list; the rest is named
};

[[nodiscard]] std::string report_text(const Report& report, const TextStyle& style);
/// One file that asks for nothing from anywhere; all captured data in it is text.
[[nodiscard]] std::string report_html(const Report& report);
/// As report.schema.json says.
[[nodiscard]] std::string report_json(const Report& report);
[[nodiscard]] std::string report_markdown(const Report& report);
[[nodiscard]] std::string report_junit(const Report& report);

}  // namespace crossfade::report
