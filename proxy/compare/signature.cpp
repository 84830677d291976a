// See signature.hpp.
#include "proxy/compare/signature.hpp"

#define XXH_INLINE_ALL
#include "proxy/text/hex.hpp"

#include <algorithm>
#include <xxhash.h>

namespace crossfade::compare {
namespace {

// Separators that occur in none of the parts, lest two lists read as one text.
constexpr char unit_separator = '\x1f';
constexpr char record_separator = '\x1e';

}  // namespace

std::string signature_of(std::string_view route,
                         std::string_view method,
                         const std::vector<Finding>& findings) {
    std::vector<std::string> lines;
    lines.reserve(findings.size());
    for (const Finding& finding : findings) {
        std::string& line = lines.emplace_back(finding.path);
        line += unit_separator;
        line.append(name_of(finding.kind)) += unit_separator;
        line += finding.transition;
    }
    std::sort(lines.begin(), lines.end());
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    std::string text(grouping_version);
    text.append(1, record_separator).append(route);
    text.append(1, record_separator).append(method);
    for (const std::string& line : lines) text.append(1, record_separator).append(line);
    return "S-" + text::hex(XXH3_64bits(text.data(), text.size())).substr(0, 12);
}

}  // namespace crossfade::compare
