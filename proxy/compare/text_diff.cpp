// See text_diff.hpp.
#include "proxy/compare/text_diff.hpp"

#include "proxy/compare/body_path.hpp"
#include "proxy/text/preview.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace crossfade::compare {
namespace {

using Lines = std::span<const std::string_view>;

// "\n", "\r\n" and "\r" end a line; the last one may lack its end.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
        text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(text.size(), 1));
    }
    return lines;
}

/// All the lines with what `drops` says left out.
template <class Drops>
std::string without(Lines lines, Drops drops) {
    std::string out;
    for (const std::string_view line : lines) {
        for (const char c : line) {
            if (!drops(c)) out += c;
        }
        out += '\n';
    }
    return out;
}

std::string joined(Lines lines) {
    return without(lines, [](char) { return false; });
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// What kind of difference lies between two lists of lines that begin and end differently.
std::string class_of(Lines live, Lines shadow) {
    if (live.empty()) return "lines added";
    if (shadow.empty()) return "lines removed";
    if (text::same_letters(joined(live), joined(shadow))) return "case";
    const auto spaceless = [](Lines lines) {
        std::string text = without(lines, is_space);
        std::erase(text, '\n');
        return text;
    };
    if (spaceless(live) == spaceless(shadow)) return "white space";
    if (without(live, is_digit) == without(shadow, is_digit)) return "number";
    return "text";
}

/// The part of a long line that differs, with a little of what stands in front.
std::string shown(Lines lines, std::size_t number, std::size_t same) {
    constexpr std::size_t before = 30;
    if (lines.empty()) return {};
    const std::string_view line = lines.front();
    std::size_t from = same < before ? 0 : std::min(same - before, line.size());
    // Not in the middle of a character.
    while (from > 0 && from < line.size() && (line[from] & 0xc0) == 0x80) --from;
    return "line " + std::to_string(number) + ": " + text::preview(line.substr(from));
}

}  // namespace

void diff_text(std::string_view live, std::string_view shadow, Collector& findings) {
    const auto all_live = lines_of(live);
    const auto all_shadow = lines_of(shadow);
    const auto front = static_cast<std::size_t>(
        std::mismatch(all_live.begin(), all_live.end(), all_shadow.begin(), all_shadow.end())
            .first -
        all_live.begin());
    if (front == all_live.size() && front == all_shadow.size()) {
        return findings.hide({std::string(body_root), "line ends", "built-in text"});
    }
    const std::size_t most = std::min(all_live.size(), all_shadow.size()) - front;
    std::size_t back = 0;
    while (back < most &&
           all_live[all_live.size() - 1 - back] == all_shadow[all_shadow.size() - 1 - back]) {
        ++back;
    }
    const auto middle = [front, back](Lines lines) {
        return lines.subspan(front, lines.size() - front - back);
    };
    const Lines of_live = middle(all_live);
    const Lines of_shadow = middle(all_shadow);
    std::size_t same = 0;
    if (!of_live.empty() && !of_shadow.empty()) {
        const std::string_view a = of_live.front();
        const std::string_view b = of_shadow.front();
        same = static_cast<std::size_t>(
            std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
    }
    findings.add({std::string(body_root),
                  Kind::value,
                  class_of(of_live, of_shadow),
                  shown(of_live, front + 1, same),
                  shown(of_shadow, front + 1, same)});
}

bool is_one_line(std::string_view text) noexcept {
    return text.find_first_of("\r\n") == std::string_view::npos;
}

}  // namespace crossfade::compare
