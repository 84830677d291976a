#include "proxy/problem_lines.hpp"

#include <utility>

namespace crossfade {

std::vector<std::string> lines_of(const config::Problems& problems) {
    std::vector<std::string> lines;
    for (const auto& problem : problems) {
        auto line = config::describe({problem});
        while (line.ends_with('\n')) line.pop_back();
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string text_of(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text.append(text.empty() ? "" : "\n").append(line);
    return text;
}

}  // namespace crossfade
