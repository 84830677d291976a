// See fault.hpp.
#include "proxy/store/fault.hpp"

#include "proxy/json/string.hpp"
#include "proxy/json/values.hpp"
#include "proxy/text/hex.hpp"
#include "routing/hash.hpp"

#include <cstddef>

namespace crossfade::store {
namespace {

constexpr std::size_t max_findings = 1'000;
// Raised when the same finding would be named in another way.
constexpr std::uint64_t naming_version = 1;
// Occurs in none of the parts, lest two lists read as one text.
constexpr char separator = '\x1e';

std::string text_member(const std::vector<json::Member>& members, std::string_view name) {
    for (const auto& member : members) {
        if (member.name == name) return json::text_of_string(member.value).value_or("");
    }
    return {};
}

}  // namespace

std::string fault_of(const EndpointName& endpoint, const FindingShape& shape) {
    std::string text;
    for (const std::string* part : {&endpoint.route,
                                    &endpoint.method,
                                    &endpoint.path,
                                    &shape.path,
                                    &shape.kind,
                                    &shape.transition}) {
        text.append(*part) += separator;
    }
    return "F-" + text::hex(routing::siphash_2_4(naming_version, 0, text)).substr(0, 12);
}

FindingShape shape_of(const compare::Finding& finding) {
    return {finding.path, std::string(name_of(finding.kind)), finding.transition};
}

std::string to_json(const std::vector<FindingShape>& shapes) {
    std::string out = "[";
    for (const auto& shape : shapes) {
        if (out.size() > 1) out += ',';
        out += R"({"path":)" + json::string(shape.path);
        out += R"(,"kind":)" + json::string(shape.kind);
        out += R"(,"class":)" + json::string(shape.transition) + '}';
    }
    return out + ']';
}

std::vector<FindingShape> shapes_of(std::string_view json) {
    std::vector<FindingShape> shapes;
    if (!json::is_json(json)) return shapes;
    const auto elements = json::elements_of(json, max_findings);
    if (!elements) return shapes;
    for (const auto element : *elements) {
        const auto members = json::members_of(element, 16);
        if (!members) continue;
        shapes.push_back({text_member(*members, "path"),
                          text_member(*members, "kind"),
                          text_member(*members, "class")});
    }
    return shapes;
}

}  // namespace crossfade::store
