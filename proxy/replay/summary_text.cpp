// See summary.hpp.
#include "proxy/replay/summary.hpp"
#include "proxy/report/text_format.hpp"

namespace crossfade::replay {
namespace {

constexpr std::size_t path_width = 60;
constexpr std::size_t value_width = 40;
constexpr std::size_t why_width = 100;

using report::grouped;
using report::shown;

std::string plural(std::size_t number, const std::string& noun) {
    return grouped(number) + " " + noun + (number == 1 ? "" : "s");
}

std::string verdict_of(const Exemplar& exemplar) {
    switch (exemplar.fate) {
        case Fate::gone:
            return "gone";
        case Fate::remains:
            return "still differs";
        case Fate::changed:
            return "differs in another way";
        case Fate::failed:
            return "failed: " + exemplar.why;
        case Fate::not_compared:
            return "not compared: " + exemplar.why;
        case Fate::not_replayable:
            break;
    }
    return "not replayable: " + exemplar.why;
}

std::string exemplar_line(const Exemplar& exemplar) {
    auto line = "  " + shown(exemplar.method, path_width) + " " + shown(exemplar.path, path_width);
    if (exemplar.status != 0) {
        line +=
            "   " + std::to_string(exemplar.live_status) + " -> " + std::to_string(exemplar.status);
    }
    return line + "   " + shown(verdict_of(exemplar), why_width) + "\n";
}

std::string fault_line(const FaultLine& line) {
    const auto& finding = line.finding;
    const bool gone = line.now == 0;
    const auto state = gone ? "gone    " : line.then == 0 ? "new     " : "remains ";
    auto text = "  " + std::string(state) + shown(finding.path, path_width) + "  " +
                std::string(name_of(finding.kind)) + "  " + shown(finding.transition, value_width);
    if (gone) return text + "   in none of " + grouped(line.then) + "\n";
    text += "   " + shown(finding.live, value_width) + " -> " + shown(finding.shadow, value_width);
    if (line.then == 0) return text + "   in " + grouped(line.now) + "\n";
    return text + "   in " + grouped(line.now) + ", was in " + grouped(line.then) + "\n";
}

/// What is not part of "41 of 50".
std::string notes_of(const Summary& summary) {
    std::string out;
    const auto note = [&out](std::size_t number, const std::string& text) {
        if (number > 0) out += text + "\n";
    };
    note(summary.not_replayable, plural(summary.not_replayable, "request") + " could not be sent.");
    note(summary.failed, plural(summary.failed, "request") + " had no usable answer.");
    note(summary.not_compared, plural(summary.not_compared, "answer") + " could not be compared.");
    note(summary.unclear,
         plural(summary.unclear, "value") + " stored redacted could not be compared.");
    note(summary.left_out.unsafe,
         plural(summary.left_out.unsafe, "record") + " left out: not of a safe method.");
    note(summary.left_out.unreadable,
         plural(summary.left_out.unreadable, "record") + " left out: cannot be read.");
    note(summary.left_out.over_limit,
         plural(summary.left_out.over_limit, "record") + " left out: over --limit.");
    return out;
}

}  // namespace

std::string summary_text(const Summary& summary) {
    std::string out = "replay of " + summary.what + " against " + summary.against + "\n\n";
    for (const auto& exemplar : summary.exemplars) out += exemplar_line(exemplar);
    if (!summary.faults.empty()) out += "\n";
    for (const auto& line : summary.faults) out += fault_line(line);
    out +=
        "\n" + grouped(summary.gone) + " of " + grouped(summary.exemplars.size()) + " now match.\n";
    return out + notes_of(summary);
}

}  // namespace crossfade::replay
