// See problem_log.hpp.
#include "config/problem_log.hpp"

#include "config/text.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace crossfade::config {

std::uint32_t ProblemLog::add_file(std::string name) {
    files_.push_back(std::move(name));
    return static_cast<std::uint32_t>(files_.size() - 1);
}

void ProblemLog::hide(std::string_view text, std::string_view written) {
    hidden_.emplace(in_quotes(text), in_quotes(written));
}

void ProblemLog::add(const Mark& mark, std::string message) {
    for (const auto& [quoted, shown] : hidden_) {
        for (auto at = message.find(quoted); at != std::string::npos;
             at = message.find(quoted, at + shown.size())) {
            message.replace(at, quoted.size(), shown);
        }
    }
    // Names that were refused may still be listed among those that exist.
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    std::replace_if(message.begin(), message.end(), control, '?');
    entries_.push_back({mark, {position(mark), std::move(message)}});
}

void ProblemLog::add_file_problem(const std::string& file, std::string message) {
    const auto number = static_cast<std::uint32_t>(files_.size());
    files_.push_back(file);
    entries_.push_back({{number, 0, 0}, {{file, 0, 0}, std::move(message)}});
}

Position ProblemLog::position(const Mark& mark) const {
    return {mark.file < files_.size() ? files_[mark.file] : std::string{}, mark.line, mark.column};
}

std::string ProblemLog::place(const Mark& mark) const {
    const Position found = position(mark);
    return found.file + ':' + std::to_string(found.line) + ':' + std::to_string(found.column);
}

Problems ProblemLog::sorted() const {
    std::vector<Entry> entries = entries_;
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.mark.file, a.mark.line, a.mark.column) <
               std::tie(b.mark.file, b.mark.line, b.mark.column);
    });
    Problems problems;
    problems.reserve(entries.size());
    for (Entry& entry : entries) problems.push_back(std::move(entry.problem));
    return problems;
}

}  // namespace crossfade::config
