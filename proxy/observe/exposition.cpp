// The metric families and their labels. prometheus-cpp gets our totals through a Collectable
// instead of keeping counters, which would cost a look-up and a shared cache line per request.
#include "proxy/observe/exposition.hpp"

#include "proxy/observe/backend_families.hpp"
#include "proxy/observe/family.hpp"

#include <prometheus/collectable.h>
#include <prometheus/text_serializer.h>

#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::observe {
namespace {

void add_mirrors(Families& families, const Totals& totals) {
    auto eligible = counter("crossfade_mirror_eligible_total",
                            "Live requests that a mirror's methods and live backends allow.");
    auto not_sampled = counter("crossfade_mirror_not_sampled_total",
                               "Eligible requests outside the mirror's sample.");
    auto uncopied = counter("crossfade_mirror_uncopied_total",
                            "Live requests whose method the mirror does not copy, by method.");
    auto dropped = counter("crossfade_mirror_dropped_total",
                           "Sampled requests that were not mirrored, by reason.");
    auto mirrored = counter("crossfade_mirror_mirrored_total", "Requests that were mirrored.");
    auto verdicts = counter("crossfade_mirror_verdicts_total",
                            "What became of mirrored requests, one verdict each.");
    auto pending = gauge("crossfade_mirror_pending", "Mirrored requests without a verdict so far.");
    for (const auto& [key, sums] : totals.mirrors) {
        const Label route{"route", key.first};
        const Label mirror{"mirror", key.second};
        eligible.add({route, mirror}, sums.eligible);
        not_sampled.add({route, mirror}, sums.not_sampled);
        mirrored.add({route, mirror}, sums.mirrored);
        pending.add({route, mirror}, sums.pending);
        for (std::size_t i = 0; i < sums.dropped.size(); ++i) {
            dropped.add({route, mirror, {"reason", reason_names<DropReason>[i]}}, sums.dropped[i]);
        }
        for (std::size_t i = 0; i < sums.uncopied.size(); ++i) {
            uncopied.add({route, mirror, {"method", reason_names<Uncopied>[i]}}, sums.uncopied[i]);
        }
        for (const auto& [verdict, reason, count] : sums.verdicts) {
            verdicts.add({route, mirror, {"verdict", verdict}, {"reason", reason}}, count);
        }
    }
    for (auto* family :
         {&eligible, &not_sampled, &uncopied, &dropped, &mirrored, &verdicts, &pending}) {
        families.push_back(family->take());
    }
}

void add_repeats(Families& families, const Totals& totals) {
    auto probes = counter("crossfade_mirror_probes_total",
                          "Requests that one side was asked once more, by how its second answer "
                          "compares with its first.");
    auto rechecks = counter("crossfade_mirror_rechecks_total",
                            "Mismatches that were looked at again, by what became of them.");
    auto dropped = counter("crossfade_mirror_repeats_dropped_total",
                           "What should have been asked again and was not, by reason.");
    auto unplaced = counter("crossfade_mirror_unplaced_total",
                            "Verdicts that no endpoint's figures have, since the queue of the "
                            "comparison was full.");
    for (const auto& [key, sums] : totals.mirrors) {
        const Label route{"route", key.first};
        const Label mirror{"mirror", key.second};
        unplaced.add({route, mirror}, sums.unplaced);
        sums.repeats->for_each(
            [&](auto side, auto outcome, auto n) {
                probes.add({route,
                            mirror,
                            {"side", probe_side_names[side]},
                            {"outcome", probe_outcome_names[outcome]}},
                           n);
            },
            [&](auto result, auto n) {
                rechecks.add({route, mirror, {"result", recheck_result_names[result]}}, n);
            },
            [&](auto what, auto reason, auto n) {
                dropped.add({route,
                             mirror,
                             {"repeat", again_names[what]},
                             {"reason", reason_names<NotAgain>[reason]}},
                            n);
            });
    }
    for (auto* family : {&probes, &rechecks, &dropped, &unplaced}) {
        families.push_back(family->take());
    }
}

void add_mirror_health(Families& families, const std::vector<MirrorHealth>& mirrors) {
    auto suspended = gauge("crossfade_mirror_suspended",
                           "1 while a mirror is suspended because its shadow only times out.");
    auto suspensions = counter("crossfade_mirror_suspensions_total", "Times that it was.");
    auto memory = gauge("crossfade_mirror_memory_bytes", "What a mirror's pairs hold.");
    for (const auto& each : mirrors) {
        const Label route{"route", each.route};
        const Label mirror{"mirror", each.mirror};
        suspended.add({route, mirror}, each.suspended_since ? 1 : 0);
        suspensions.add({route, mirror}, each.suspensions);
        memory.add({route, mirror}, each.memory);
    }
    for (auto* family : {&suspended, &suspensions, &memory}) families.push_back(family->take());
}

void add_connections(Families& families, const Totals& totals) {
    auto open = gauge("crossfade_connections", "Client connections that are open.");
    auto accepted = counter("crossfade_connections_accepted_total", "Client connections accepted.");
    auto refused =
        counter("crossfade_connections_refused_total", "Client connections closed at once.");
    auto timed_out = counter("crossfade_connections_timed_out_total",
                             "Client connections closed by a time limit, by its key.");
    for (const auto& [name, sums] : totals.listeners) {
        const Label listener{"listener", name};
        open.add({listener}, sums.connections);
        accepted.add({listener}, sums.accepted);
        for (std::size_t i = 0; i < sums.refused.size(); ++i) {
            refused.add({listener, {"reason", reason_names<Refusal>[i]}}, sums.refused[i]);
        }
        for (std::size_t i = 0; i < sums.timed_out.size(); ++i) {
            timed_out.add({listener, {"limit", http::time_limit_names[i]}}, sums.timed_out[i]);
        }
    }
    auto replies = counter("crossfade_local_replies_total",
                           "Answers that the proxy gave by itself, by reason.");
    for (std::size_t i = 0; i < totals.local_replies.size(); ++i) {
        replies.add({{"reason", local_reply_reasons[i]}}, totals.local_replies[i]);
    }
    for (auto* family : {&open, &accepted, &refused, &timed_out, &replies}) {
        families.push_back(family->take());
    }
}

void add_tls(Families& families, const Totals& totals, const ProcessMetrics& process) {
    auto handshakes = counter("crossfade_tls_handshakes_total",
                              "TLS handshakes with clients, by how the session came about.");
    auto failed = counter("crossfade_tls_handshakes_failed_total",
                          "TLS handshakes with clients that failed, by reason.");
    for (const auto& [name, sums] : totals.listeners) {
        const Label listener{"listener", name};
        handshakes.add({listener, {"session", "new"}}, sums.handshakes_full);
        handshakes.add({listener, {"session", "resumed"}}, sums.handshakes_resumed);
        for (std::size_t i = 0; i < sums.handshakes_failed.size(); ++i) {
            failed.add({listener, {"reason", reason_names<tls::Failure>[i]}},
                       sums.handshakes_failed[i]);
        }
    }
    auto reload = gauge("crossfade_certificate_reload_successful",
                        "1 if every certificate in force is the one in its file, else 0.");
    reload.add({}, process.certificate_reload_successful.value());
    auto expiry = gauge("crossfade_certificate_expiry_timestamp_seconds",
                        "When a listener's certificate expires.");
    for (const auto& each : process.certificates) {
        expiry.add({{"listener", each.listener}, {"certificate", each.certificate}}, each.at);
    }
    for (auto* family : {&handshakes, &failed, &reload, &expiry}) {
        families.push_back(family->take());
    }
}

void add_process(Families& families, const ProcessMetrics& process, const std::string& version) {
    auto start = gauge("crossfade_process_start_time_seconds",
                       "When this process began to count; a takeover begins anew.");
    start.add({}, process.start_time.value());
    auto generation =
        gauge("crossfade_config_generation", "Generation of the configuration in force.");
    generation.add({}, process.config_generation.value());
    auto successful = gauge("crossfade_config_last_reload_successful",
                            "1 if the last attempt to load the configuration worked, else 0.");
    successful.add({}, process.config_last_reload_successful.value());
    auto reloads =
        counter("crossfade_config_reloads_total", "Attempts to reload the configuration.");
    reloads.add({{"result", "success"}}, process.reloads_succeeded.value());
    reloads.add({{"result", "failure"}}, process.reloads_failed.value());
    auto queue = gauge("crossfade_compare_queue_length", "Pairs waiting to be compared.");
    queue.add({}, process.compare_queue_length.value());
    auto records =
        counter("crossfade_report_records_total", "Mismatch records, by what became of them.");
    records.add({{"result", "written"}}, process.report_records_written.value());
    records.add({{"result", "dropped_queue"}}, process.report_records_dropped_queue.value());
    records.add({{"result", "dropped_disk"}}, process.report_records_dropped_disk.value());
    auto log = counter("crossfade_access_log_dropped_total", "Access log lines lost.");
    log.add({}, process.access_log_dropped.value());
    auto build = gauge("crossfade_build_info", "Always 1; the label says what is running.");
    build.add({{"version", version}}, 1);
    for (auto* family :
         {&start, &generation, &successful, &reloads, &queue, &records, &log, &build}) {
        families.push_back(family->take());
    }
}

void add_resolutions(Families& families, const ResolutionCounts& counts) {
    auto results = counter("crossfade_resolutions_total",
                           "Times that a name among the endpoints was looked up, by result.");
    results.add({{"result", "ok"}}, counts.ok.value());
    results.add({{"result", "not_found"}}, counts.not_found.value());
    results.add({{"result", "failed"}}, counts.failed.value());
    auto dropped = counter("crossfade_resolved_addresses_dropped_total",
                           "Addresses beyond the first 1 000 of an answer, which are not used.");
    dropped.add({}, counts.addresses_over_limit.value());
    families.push_back(results.take());
    families.push_back(dropped.take());
}

class TotalsCollectable : public prometheus::Collectable {
public:
    TotalsCollectable(const Totals& totals,
                      const ProcessMetrics& process,
                      const std::string& version)
        : totals_(&totals), process_(&process), version_(&version) {}

    [[nodiscard]] Families Collect() const override {
        Families families;
        add_requests(families, *totals_);
        add_attempts(families, *totals_);
        add_pools(families, *totals_);
        add_backends(families, process_->backends);
        add_mirrors(families, *totals_);
        add_repeats(families, *totals_);
        add_mirror_health(families, process_->mirror_health);
        add_connections(families, *totals_);
        add_tls(families, *totals_, *process_);
        add_process(families, *process_, *version_);
        add_resolutions(families, process_->resolutions);
        return families;
    }

private:
    const Totals* totals_;
    const ProcessMetrics* process_;
    const std::string* version_;
};

}  // namespace

std::string to_exposition(const Totals& totals,
                          const ProcessMetrics& process,
                          const std::string& version) {
    std::ostringstream text;
    prometheus::TextSerializer().Serialize(text,
                                           TotalsCollectable(totals, process, version).Collect());
    return std::move(text).str();
}

}  // namespace crossfade::observe
