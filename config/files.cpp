// See files.hpp.
#include "config/files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace crossfade::config {
namespace {

namespace fs = std::filesystem;

bool is_configuration(const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    const std::string extension = entry.path().extension().string();
    std::error_code error;
    return !name.starts_with('.') && (extension == ".yaml" || extension == ".yml") &&
           entry.is_regular_file(error);
}

}  // namespace

std::optional<std::vector<std::string>> configuration_files(const std::string& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return std::vector{path};
    std::vector<std::string> files;
    fs::directory_iterator entry(path, error);
    while (!error && entry != fs::directory_iterator{}) {
        if (is_configuration(*entry)) files.push_back(entry->path().string());
        entry.increment(error);
    }
    if (error) return std::nullopt;
    std::sort(files.begin(), files.end());
    return files;
}

std::optional<std::string> read_file(const std::string& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return std::nullopt;  // a FIFO would block for ever
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return std::nullopt;
    std::string content;
    constexpr std::size_t block = std::size_t{64} * 1024;
    while (stream && content.size() <= max_file_size) {
        const std::size_t size = content.size();
        content.resize(size + block);
        stream.read(content.data() + size, static_cast<std::streamsize>(block));
        content.resize(size + static_cast<std::size_t>(stream.gcount()));
    }
    if (stream.bad() || content.size() > max_file_size) return std::nullopt;
    return content;
}

}  // namespace crossfade::config
