// See expand.hpp.
#include "config/expand.hpp"

#include "config/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace crossfade::config {
namespace {

constexpr std::string_view file_prefix = "file:";

bool is_variable_name(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    };
    return !name.empty() && (name[0] < '0' || name[0] > '9') &&
           std::all_of(name.begin(), name.end(), allowed);
}

/// What stands for the text between ${ and }; on failure sets the error.
std::string look_up(std::string_view name, const Environment& environment, std::string& error) {
    if (name.starts_with(file_prefix)) {
        const std::string path(name.substr(file_prefix.size()));
        const auto content = environment.file ? environment.file(path) : std::nullopt;
        if (!content) error = "cannot read the file " + in_quotes(path);
        return content.value_or("");
    }
    if (!is_variable_name(name)) {
        error = "bad reference " + in_quotes("${" + std::string(name) + "}") +
                "; allowed: ${NAME}, ${file:/path}, and $${ for a literal ${";
        return {};
    }
    const auto value =
        environment.variable ? environment.variable(std::string(name)) : std::nullopt;
    if (!value) {
        error = "the environment variable " + in_quotes(name) +
                " is not set; write $${ for a literal ${";
    }
    return value.value_or("");
}

}  // namespace

Expanded expand(std::string_view text, const Environment& environment) {
    Expanded result;
    while (!text.empty()) {
        const std::size_t start = text.find("${");
        if (start == std::string_view::npos) break;
        if (start > 0 && text[start - 1] == '$') {
            result.text += text.substr(0, start - 1);
            result.text += "${";
            text.remove_prefix(start + 2);
            continue;
        }
        const std::size_t end = text.find('}', start);
        if (end == std::string_view::npos) {
            result.error = "'${' without '}'; write $${ for a literal ${";
            return result;
        }
        result.text += text.substr(0, start);
        result.text += look_up(text.substr(start + 2, end - start - 2), environment, result.error);
        result.changed = true;
        if (!result.error.empty()) return result;
        text.remove_prefix(end + 1);
    }
    result.text += text;
    return result;
}

void expand(RawNode& node, const Environment& environment, ProblemLog& log) {
    for (RawNode& item : node.items) expand(item, environment, log);
    if (node.kind != RawNode::Kind::scalar || node.text.find("${") == std::string::npos) return;
    Expanded result = expand(node.text, environment);
    if (!result.error.empty()) {
        log.add(node.mark, std::move(result.error));
        node.broken = true;
        return;
    }
    node.expanded = result.changed;
    node.written = std::exchange(node.text, std::move(result.text));
    if (node.expanded && !node.text.empty()) log.hide(node.text, node.written);
}

}  // namespace crossfade::config
