// Problems as text for people; see problem.hpp.
#include "config/problem.hpp"

namespace crossfade::config {

std::string describe(const Problems& problems) {
    std::string text;
    for (const Problem& problem : problems) {
        text += problem.position.file;
        if (problem.position.line > 0) {  // a file that cannot be read has no lines
            text += ':' + std::to_string(problem.position.line) + ':' +
                    std::to_string(problem.position.column);
        }
        text += ": " + problem.message + '\n';
    }
    return text;
}

}  // namespace crossfade::config
