// Asks the kernel what it would allow; nothing is created, so that checking changes nothing.
#include "proxy/command/places.hpp"

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <unistd.h>

namespace crossfade::command {
namespace {

using std::filesystem::path;

bool stands(const path& place) {
    std::error_code ignored;
    return std::filesystem::exists(place, ignored);
}

// Empty if it can be.
std::string why_not(const path& place, int access) {
    if (::access(place.c_str(), access) == 0) return {};
    return std::system_category().message(errno);
}

path parent_of(const path& place) {
    const auto parent = place.lexically_normal().parent_path();
    return parent.empty() ? path(".") : parent;
}

std::string why_no_log(const path& file) {
    if (stands(file)) return why_not(file, W_OK);
    return why_not(parent_of(file), W_OK | X_OK);
}

// What is missing of it would be created.
std::string why_no_directory(path directory) {
    const bool there = stands(directory);
    while (!stands(directory)) directory = parent_of(directory);
    std::error_code ignored;
    if (!std::filesystem::is_directory(directory, ignored)) {
        return std::system_category().message(ENOTDIR);
    }
    return why_not(directory, there ? R_OK | W_OK | X_OK : W_OK | X_OK);
}

}  // namespace

bool has_usable_places(const config::Config& config, std::ostream& error) {
    bool usable = true;
    const auto judge = [&](const char* what, const std::string& name, const std::string& problem) {
        if (problem.empty()) return;
        error << "crossfade: " << what << " " << name << ": " << problem << "\n";
        usable = false;
    };
    if (config.access_log) {
        const auto& name = config.access_log->path;
        if (name != "stdout" && name != "stderr") judge("access log", name, why_no_log(name));
    }
    if (config.reports) {
        const auto& name = config.reports->directory;
        judge("reports directory", name, why_no_directory(name));
    }
    return usable;
}

}  // namespace crossfade::command
