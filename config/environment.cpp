// The process's own variables and files, for ${NAME} and ${file:...}.
#include "config/files.hpp"
#include "config/load.hpp"

#include <cstdlib>

namespace crossfade::config {

Environment process_environment() {
    Environment environment;
    environment.variable = [](const std::string& name) -> std::optional<std::string> {
        // Called at start-up and on a reload; nothing in this program sets variables.
        const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
        if (value == nullptr) return std::nullopt;
        return value;
    };
    environment.file = [](const std::string& path) {
        auto content = read_file(path);
        // Secrets are mostly written by tools that end the line.
        if (content && content->ends_with('\n')) content->pop_back();
        if (content && content->ends_with('\r')) content->pop_back();
        return content;
    };
    return environment;
}

}  // namespace crossfade::config
