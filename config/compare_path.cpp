// See compare_path.hpp.
#include "config/compare_path.hpp"

#include <optional>
#include <utility>

namespace crossfade::config {
namespace {

constexpr std::size_t max_steps = 64;

/// The text before the first character that a bare name cannot hold.
std::string_view bare_name(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && static_cast<unsigned char>(text[end]) > 0x20 &&
           std::string_view(".[]'\"*\x7f").find(text[end]) == std::string_view::npos) {
        ++end;
    }
    return text.substr(0, end);
}

/// The name in ['name'], after the opening quote; consumes the closing one and the bracket. Inside,
/// \' and \\ stand for a quote and a backslash.
std::optional<std::string> quoted_name(std::string_view& text) {
    std::string name;
    while (!text.empty() && text[0] != '\'') {
        if (text[0] == '\\') text.remove_prefix(1);
        if (text.empty()) return std::nullopt;
        name += text[0];
        text.remove_prefix(1);
    }
    if (!text.starts_with("']")) return std::nullopt;
    text.remove_prefix(2);
    return name;
}

std::string step_in_brackets(std::string_view& text, CompareStep& step) {
    if (text.starts_with("[*]")) {
        step.kind = CompareStep::Kind::any_index;
        text.remove_prefix(3);
        return {};
    }
    if (!text.starts_with("['")) {
        return "after '[' only '*]' or a name in single quotes may stand: elements are never told "
               "apart by their position";
    }
    text.remove_prefix(2);
    auto name = quoted_name(text);
    if (!name) return "['...'] is not closed";
    step.name = std::move(*name);
    return {};
}

std::string step_after_dot(std::string_view& text, CompareStep& step) {
    text.remove_prefix(1);
    if (text.starts_with("**")) {
        step.kind = CompareStep::Kind::any_depth;
        text.remove_prefix(2);
    } else if (text.starts_with('*')) {
        step.kind = CompareStep::Kind::any_member;
        text.remove_prefix(1);
    } else {
        const std::string_view name = bare_name(text);
        if (name.empty()) return "a name, '*' or '**' is missing after '.'";
        step.name = name;
        text.remove_prefix(name.size());
    }
    return {};
}

std::string next_step(std::string_view& text, CompareStep& step) {
    if (text[0] == '.') return step_after_dot(text, step);
    if (text[0] == '[') return step_in_brackets(text, step);
    return "a step begins with '.' or '['";
}

}  // namespace

ComparePath parse_compare_path(std::string_view text) {
    constexpr std::string_view allowed =
        "; allowed: $ and then .name, ['name'], [*], .* or .**, as in $.items[*].price";
    const auto refused = [allowed](std::string why) {
        return ComparePath{{}, std::move(why.append(allowed))};
    };
    if (!text.starts_with('$')) return refused("a path begins with '$'");
    text.remove_prefix(1);
    ComparePath path;
    while (!text.empty()) {
        CompareStep step;
        std::string error = next_step(text, step);
        if (!error.empty()) return refused(std::move(error));
        const bool doubled = step.kind == CompareStep::Kind::any_depth && !path.steps.empty() &&
                             path.steps.back().kind == CompareStep::Kind::any_depth;
        if (doubled) return refused("two '.**' in a row mean no more than one");
        if (path.steps.size() == max_steps) return refused("more than 64 steps");
        path.steps.push_back(std::move(step));
    }
    return path;
}

}  // namespace crossfade::config
