// Collects the problems of one load, so that all are reported at once and in file order.
#pragma once

#include "config/node.hpp"
#include "config/problem.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::config {

class ProblemLog {
public:
    /// Gives the number that a Mark uses for this file.
    [[nodiscard]] std::uint32_t add_file(std::string name);

    /// From now on a message that quotes `text` quotes `written` instead: what a variable or a file
    /// held may be a secret, and messages end up in logs.
    void hide(std::string_view text, std::string_view written);

    /// Control characters of the message become '?', so that it is one line.
    void add(const Mark& mark, std::string message);
    /// For what concerns a file as a whole, as when it cannot be read.
    void add_file_problem(const std::string& file, std::string message);

    [[nodiscard]] Position position(const Mark& mark) const;
    /// "file:line:column", for messages that name a second place.
    [[nodiscard]] std::string place(const Mark& mark) const;
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// All problems by file, line and column.
    [[nodiscard]] Problems sorted() const;

private:
    struct Entry {
        Mark mark;
        Problem problem;
    };

    std::vector<std::string> files_;
    std::map<std::string, std::string> hidden_;  // in quotes, and what is shown for it
    std::vector<Entry> entries_;
};

}  // namespace crossfade::config
