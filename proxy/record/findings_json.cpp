// See findings_json.hpp.
#include "proxy/record/findings_json.hpp"

#include "proxy/json/string.hpp"

namespace crossfade::record {

void append_findings(std::string& out, const std::vector<compare::Finding>& findings) {
    out += '[';
    for (const auto& finding : findings) {
        if (out.back() != '[') out += ',';
        out += R"({"path":)" + json::string(finding.path);
        out += R"(,"kind":)" + json::string(name_of(finding.kind));
        out += R"(,"class":)" + json::string(finding.transition);
        out += R"(,"live":)" + json::string(finding.live);
        out += R"(,"shadow":)" + json::string(finding.shadow) + '}';
    }
    out += ']';
}

void append_hidden(std::string& out, const std::vector<compare::Hidden>& hidden) {
    out += '[';
    for (const auto& each : hidden) {
        if (out.back() != '[') out += ',';
        out += R"({"path":)" + json::string(each.path);
        out += R"(,"class":)" + json::string(each.transition);
        out += R"(,"by":)" + json::string(each.by) + '}';
    }
    out += ']';
}

}  // namespace crossfade::record
