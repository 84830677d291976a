// See findings_json.hpp.
#include "proxy/report/findings_json.hpp"

#include "proxy/report/json_text.hpp"

namespace crossfade::report {

void append_findings(std::string& out, const std::vector<compare::Finding>& findings) {
    out += '[';
    for (const auto& finding : findings) {
        if (out.back() != '[') out += ',';
        out += R"({"path":)" + json_string(finding.path);
        out += R"(,"kind":)" + json_string(compare::name_of(finding.kind));
        out += R"(,"class":)" + json_string(finding.transition);
        out += R"(,"live":)" + json_string(finding.live);
        out += R"(,"shadow":)" + json_string(finding.shadow) + '}';
    }
    out += ']';
}

}  // namespace crossfade::report
