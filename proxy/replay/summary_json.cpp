// See summary.hpp.
#include "proxy/json/string.hpp"
#include "proxy/record/findings_json.hpp"
#include "proxy/replay/summary.hpp"

namespace crossfade::replay {
namespace {

void append(std::string& out, std::string_view name, std::string_view text) {
    if (out.back() != '{') out += ',';
    out += json::string(name) + ':' + json::string(text);
}

void append(std::string& out, std::string_view name, std::size_t number) {
    if (out.back() != '{') out += ',';
    out += json::string(name) + ':' + std::to_string(number);
}

void append(std::string& out,
            std::string_view name,
            const std::vector<compare::Finding>& findings) {
    out += ',' + json::string(name) + ':';
    record::append_findings(out, findings);
}

std::string_view state_of(const FaultLine& line) noexcept {
    if (line.now == 0) return "gone";
    return line.then == 0 ? "new" : "remains";
}

void append_fault(std::string& out, const FaultLine& line) {
    out += '{';
    append(out, "state", state_of(line));
    append(out, "path", line.finding.path);
    append(out, "kind", name_of(line.finding.kind));
    append(out, "class", line.finding.transition);
    append(out, "then", line.then);
    append(out, "now", line.now);
    append(out, "live", line.finding.live);
    append(out, "shadow", line.finding.shadow);
    out += '}';
}

void append_exemplar(std::string& out, const Exemplar& exemplar) {
    out += '{';
    append(out, "id", exemplar.id);
    append(out, "signature", exemplar.signature);
    append(out, "method", exemplar.method);
    append(out, "path", exemplar.path);
    append(out, "outcome", name_of(exemplar.fate));
    append(out, "why", exemplar.why);
    append(out, "live_status", static_cast<std::size_t>(exemplar.live_status));
    append(out, "status", static_cast<std::size_t>(exemplar.status));
    append(out, "gone", exemplar.gone);
    append(out, "remaining", exemplar.remaining);
    append(out, "new", exemplar.fresh);
    append(out, "unclear", exemplar.unclear);
    out += '}';
}

template <class Elements, class Append>
void append_list(std::string& out, std::string_view name, const Elements& elements, Append each) {
    out += ',' + json::string(name) + ":[";
    for (const auto& element : elements) {
        if (out.back() != '[') out += ',';
        each(out, element);
    }
    out += ']';
}

}  // namespace

std::string summary_json(const Summary& summary) {
    std::string out = "{";
    append(out, "replay", summary.what);
    append(out, "against", summary.against);
    append(out, "records", summary.exemplars.size());
    append(out, "sent", summary.sent());
    append(out, "gone", summary.gone);
    append(out, "remains", summary.remains);
    append(out, "changed", summary.changed);
    append(out, "failed", summary.failed);
    append(out, "not_compared", summary.not_compared);
    append(out, "not_replayable", summary.not_replayable);
    append(out, "unclear", summary.unclear);
    append(out, "unsafe", summary.left_out.unsafe);
    append(out, "unreadable", summary.left_out.unreadable);
    append(out, "over_limit", summary.left_out.over_limit);
    append_list(out, "faults", summary.faults, append_fault);
    append_list(out, "exemplars", summary.exemplars, append_exemplar);
    return out + "}\n";
}

}  // namespace crossfade::replay
