// See report.hpp.
#include "proxy/report/report.hpp"

#include "proxy/record/record.hpp"

namespace crossfade::report {
namespace {

// Requests that nobody wrote about for so long are no longer under way.
constexpr auto pending_for = std::chrono::seconds(60);

std::string number_of(std::int64_t count) { return std::to_string(count < 0 ? -count : count); }

std::vector<std::string> faults_of(const store::Accounting& accounting, bool under_way) {
    std::vector<std::string> faults;
    const auto check = [&](std::int64_t open, const std::string& whole, const std::string& part) {
        if (open < 0) {
            faults.push_back(number_of(open) + " more " + part + " than " + whole);
        } else if (open > 0 && !under_way) {
            faults.push_back(number_of(open) + ' ' + whole + " without " + part +
                             ": under way for more than a minute, or cut off when the proxy ended");
        }
    };
    check(accounting.undecided(), "eligible requests", "mirror decisions");
    check(accounting.unjudged(), "mirrored requests", "verdicts");
    for (const auto& [outcome, count] : accounting.unknown) {
        faults.push_back(number_of(static_cast<std::int64_t>(count)) +
                         " requests with an outcome that this version does not know: " + outcome);
    }
    return faults;
}

std::vector<MirrorReport> mirrors_of(const std::vector<store::StoredCount>& counts,
                                     bool under_way) {
    std::vector<MirrorReport> mirrors;
    for (const auto& stored : counts) {
        const bool same = !mirrors.empty() && mirrors.back().route == stored.route &&
                          mirrors.back().mirror == stored.mirror;
        if (!same) mirrors.emplace_back().route = stored.route;
        mirrors.back().mirror = stored.mirror;
        mirrors.back().accounting.add(stored.outcome, stored.reason, stored.count);
    }
    for (auto& mirror : mirrors) {
        const store::Accounting& accounting = mirror.accounting;
        mirror.faults = faults_of(accounting, under_way);
        mirror.interval = routing::wilson_interval(accounting.match, accounting.compared());
        if (accounting.compared() == 0) continue;
        mirror.match_rate =
            static_cast<double>(accounting.match) / static_cast<double>(accounting.compared());
    }
    return mirrors;
}

std::optional<ReportedExemplar> exemplar_of(const std::optional<std::string>& line) {
    if (!line) return std::nullopt;
    record::ReadRecord read = record::read_record(*line);
    if (!read.record) return std::nullopt;
    compare::Pair& pair = read.record->pair;
    return ReportedExemplar{std::move(pair.id),
                            pair.time,
                            std::move(pair.request.method),
                            std::move(pair.request.path),
                            pair.live.status,
                            pair.shadow.status,
                            std::move(read.record->result.findings)};
}

}  // namespace

ReportOrError make_report(const std::filesystem::path& directory, const ReportQuery& query) {
    ReportOrError out;
    Report& report = out.report;
    report.query = query;
    store::StoreReader store;
    out.error = store.open(directory);
    if (!out.error.empty()) return out;
    report.written = store.written();
    const bool under_way = report.written && query.now - *report.written < pending_for;
    report.mirrors = mirrors_of(store.counts(query.route), under_way);
    const store::SignatureFilter filter{query.route, query.since};
    report.totals = store.totals(filter);
    for (auto& stored : store.signatures(filter, query.max_signatures)) {
        auto exemplar = exemplar_of(store.exemplar(stored));
        report.signatures.push_back({std::move(stored), std::move(exemplar)});
    }
    out.error = store.error();
    return out;
}

}  // namespace crossfade::report
