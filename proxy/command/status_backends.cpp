// See status_backends.hpp.
#include "proxy/command/status_backends.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::command {
namespace {

constexpr std::size_t endpoints_shown = 10;

void add(std::string& words, const std::string& more) {
    words.append(words.empty() ? "" : ", ").append(more);
}

void add_ejection(std::string& words, const Answer& ejection, const char* role) {
    const auto more = std::string(role);
    if (ejection.flag("ejected")) {
        add(words, "ejected for " + more + " requests");
    } else if (const auto failures = ejection.number("failures_in_a_row"); failures > 0) {
        add(words, std::to_string(failures) + " failed " + more + " requests in a row");
    }
}

// Empty if nothing is wrong.
std::string complaint_of(const Answer& endpoint) {
    std::string words;
    const auto failure = endpoint.text("last_check_failure");
    if (!endpoint.flag("healthy")) {
        add(words, failure.empty() ? "unhealthy" : "unhealthy: " + failure);
    } else if (!failure.empty()) {
        add(words, "last check failed: " + failure);
    }
    add_ejection(words, endpoint.object("live"), "live");
    add_ejection(words, endpoint.object("mirror"), "mirrored");
    return words;
}

// Those with something wrong first, so that a long list does not hide them.
void print_endpoints(const Answer& backend, std::ostream& out) {
    std::vector<std::pair<std::string, std::string>> lines;  // address, complaint
    for (const auto& endpoint : backend.objects("endpoints")) {
        lines.emplace_back(endpoint.text("address"), complaint_of(endpoint));
    }
    std::stable_partition(
        lines.begin(), lines.end(), [](const auto& line) { return !line.second.empty(); });
    const char* separator = ": ";
    for (std::size_t index = 0; index < std::min(lines.size(), endpoints_shown); ++index) {
        const auto& [address, complaint] = lines[index];
        out << separator << address;
        if (!complaint.empty()) out << " (" << complaint << ")";
        separator = ", ";
    }
    if (lines.size() > endpoints_shown) out << ", " << lines.size() - endpoints_shown << " more";
    if (!lines.empty()) return;
    for (const auto& name : backend.texts("configured")) {
        out << separator << "no address of " << name << " is known";
        separator = ", ";
    }
}

Answer find(const std::vector<Answer>& backends, const std::string& name) {
    const auto found = std::find_if(backends.begin(), backends.end(), [&name](const auto& each) {
        return each.text("name") == name;
    });
    return found == backends.end() ? Answer({}) : *found;
}

}  // namespace

void print_backends(const Answer& status, const Answer& backends, std::ostream& out) {
    const auto shorts = status.objects("backends");
    for (const auto& backend : backends.objects("backends")) {
        const auto name = backend.text("name");
        const auto in_short = find(shorts, name);
        out << "  " << name << ": " << in_short.number("in_service") << " of "
            << in_short.number("endpoints") << " endpoints in service, "
            << in_short.number("requests") << " requests in flight, " << in_short.number("pending")
            << " pending";
        print_endpoints(backend, out);
        out << "\n";
    }
}

}  // namespace crossfade::command
