// See report.hpp.
#include "proxy/report/report.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

void set_window(Report& report) {
    for (const auto& endpoint : report.endpoints) {
        const auto& stored = endpoint.stored;
        if (!report.first || stored.first_seen < *report.first) report.first = stored.first_seen;
        if (!report.last || stored.last_seen > *report.last) report.last = stored.last_seen;
    }
}

/// Exemplars in the order of their signatures, so that an index means the same in every format.
void add_signatures(Report& report, const Material& material, const Settings& settings) {
    const ReportQuery& query = report.query;
    for (const auto& stored : material.run.patterns) {
        if (!query.route.empty() && stored.endpoint.route != query.route) continue;
        if (query.since && stored.last_seen < *query.since) continue;
        ++report.signature_count;
        report.signature_pairs += stored.count;
        if (report.signatures.size() == query.max_signatures) continue;
        SignatureReport& signature = report.signatures.emplace_back();
        signature.stored = stored;
        for (const auto& record : material.exemplars) {
            const auto& pair = record.pair;
            const bool own = record.result.signature == stored.signature &&
                             pair.route == stored.endpoint.route &&
                             pair.mirror == stored.endpoint.mirror;
            if (!own) continue;
            signature.exemplar = report.exemplars.size();
            report.exemplars.push_back(exemplar_of(record, settings));
            break;
        }
    }
}

}  // namespace

const FaultReport* Report::find_fault(const store::EndpointName& endpoint,
                                      const std::string& fault) const noexcept {
    for (const auto& each : faults) {
        if (each.stored.fault == fault && each.stored.endpoint == endpoint) return &each;
    }
    return nullptr;
}

Report make_report(const Material& material, const Settings& settings, const ReportQuery& query) {
    Report report;
    report.query = query;
    report.written = material.written;
    const store::StoredRun& run = material.run;
    report.configurations = run.configurations;
    report.rules = rules_of(run, query);
    report.mirrors = mirrors_of(material, report.rules, settings, query);
    report.endpoints = endpoints_of(run, report.mirrors, report.rules, settings, query);
    set_window(report);
    report.gaps = gaps_of(run, report.mirrors, report.endpoints, settings);
    report.verdict = verdict_of(report.mirrors,
                                report.endpoints,
                                never_compared(report.endpoints, settings, query),
                                report.gaps.unmirrored);
    report.changes = changes_of(run, report.mirrors, report.endpoints);
    report.fix_list = fix_list_of(run, report.endpoints, report.changes);
    report.noise = noise_of(run, query.route);
    add_signatures(report, material, settings);
    report.faults = faults_of(run, report.endpoints, report.noise, report.exemplars, query);
    return report;
}

ReportOrError read_report(const std::filesystem::path& directory,
                          const Settings& settings,
                          const ReportQuery& query) {
    ReportOrError out;
    MaterialOrError read = read_material(directory, query);
    out.error = std::move(read.error);
    if (!out.error.empty()) return out;
    Settings known = settings;
    complete(known, read.material.described);
    out.report = make_report(read.material, known, query);
    return out;
}

}  // namespace crossfade::report
