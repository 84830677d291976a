// Collects the problems of one load, so that all are reported at once and in file order.
#pragma once

#include "config/node.hpp"
#include "config/problem.hpp"

#include <string>
#include <vector>

namespace crossfade::config {

class ProblemLog {
public:
    /// Gives the number that a Mark uses for this file.
    [[nodiscard]] std::uint32_t add_file(std::string name);

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
    std::vector<Entry> entries_;
};

}  // namespace crossfade::config
