// The store is opened anew for every question, so that nothing here outlives a change of directory.
#include "proxy/admin/evidence.hpp"

#include "proxy/admin/json.hpp"
#include "proxy/report/report.hpp"
#include "proxy/store/store_reader.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace crossfade::admin {
namespace {

namespace json = boost::json;

constexpr std::size_t max_signatures = 1'000;

Evidence failed(const std::string& error) { return {500, error_json("store_error", error)}; }

Evidence missing(std::string_view what) { return {404, error_json("not_found", what)}; }

Evidence report_of(const config::Config& config) {
    report::ReportQuery query;
    query.now = record::Time::clock::now();
    const auto made =
        report::read_report(config.reports->directory, report::settings_of(config), query);
    if (!made.error.empty()) return failed(made.error);
    return {200, report::report_json(made.report)};
}

json::object object_of(const store::StoredSignature& stored) {
    json::array findings;
    for (const auto& finding : stored.findings) {
        findings.push_back(json::object{
            {"path", finding.path}, {"kind", finding.kind}, {"class", finding.transition}});
    }
    return {{"signature", stored.signature},
            {"route", stored.route},
            {"mirror", stored.mirror},
            {"method", stored.method},
            {"count", stored.count},
            {"findings", std::move(findings)}};
}

Evidence signatures_of(store::StoreReader& store) {
    json::array list;
    for (const auto& stored : store.signatures({}, max_signatures)) {
        list.push_back(object_of(stored));
    }
    if (!store.error().empty()) return failed(store.error());
    return {200, json::serialize(json::object{{"signatures", std::move(list)}}) + "\n"};
}

// The exemplars are JSON texts already.
Evidence signature_of(store::StoreReader& store, std::string_view name) {
    for (const auto& stored : store.signatures({}, max_signatures)) {
        if (stored.signature != name) continue;
        auto body = json::serialize(object_of(stored));
        body.pop_back();
        body.append(",\"exemplars\":[");
        std::string_view separator;
        for (const auto& record : store.exemplars(stored.signature)) {
            body.append(separator).append(record);
            separator = ",";
        }
        return {200, body.append("]}\n")};
    }
    return store.error().empty() ? missing("No such signature.") : failed(store.error());
}

Evidence pair_of(store::StoreReader& store, std::string_view id) {
    const auto record = store.record(std::string(id));
    if (record) return {200, *record + "\n"};
    return store.error().empty() ? missing("No such pair is kept.") : failed(store.error());
}

}  // namespace

std::optional<Evidence> find_evidence(const config::Snapshot& snapshot, std::string_view resource) {
    constexpr std::string_view signature = "signatures/";
    constexpr std::string_view pair = "pairs/";
    const bool known = resource == "report" || resource == "signatures" ||
                       resource.starts_with(signature) || resource.starts_with(pair);
    if (!known) return std::nullopt;
    if (!snapshot.config.reports) return missing("The configuration has no reports.");
    const auto& directory = snapshot.config.reports->directory;
    if (resource == "report") return report_of(snapshot.config);
    store::StoreReader store;
    if (const auto error = store.open(directory); !error.empty()) return failed(error);
    if (resource == "signatures") return signatures_of(store);
    if (resource.starts_with(signature)) {
        return signature_of(store, resource.substr(signature.size()));
    }
    return pair_of(store, resource.substr(pair.size()));
}

}  // namespace crossfade::admin
