// What the tests of the configuration share: an environment that touches nothing, and directories
// that go away by themselves.
#pragma once

#include "config/load.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace crossfade::config {

inline Environment fake_environment() {
    Environment environment;
    environment.variable = [](const std::string& name) -> std::optional<std::string> {
        if (name == "SANDBOX_TOKEN") return "sandbox-secret";
        if (name == "ACCOUNT") return "00123";
        if (name == "SHARE") return "12.5%";
        if (name == "LINES") return "a\nb: c";
        if (name == "EMPTY") return "";
        return std::nullopt;
    };
    environment.file = [](const std::string& path) -> std::optional<std::string> {
        if (path == "/run/secrets/salt") return "from-a-file";
        return std::nullopt;
    };
    return environment;
}

inline Loaded load_here(const std::string& text) {
    return load_text(text, "test.yaml", fake_environment());
}

/// All problems of a text as the operator sees them, one per line.
inline std::string problems_of(const std::string& text) {
    return describe(load_here(text).problems);
}

inline const std::string two_backends =
    "backends:\n"
    "  legacy: {endpoints: [\"127.0.0.1:1\"]}\n"
    "  new: {endpoints: [\"127.0.0.1:2\"]}\n";

/// A configuration of one route to two backends, with these lines (indented by four) in the route.
inline std::string with_route(const std::string& lines,
                              const std::string& split = "{legacy: 1, new: 1}") {
    return two_backends + "routes:\n  - name: r\n    split: " + split + "\n" + lines;
}

class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "crossfade-config-XXXXXX").string();
        path_ = mkdtemp(pattern.data()) == nullptr ? "" : pattern;
    }
    ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] std::string path(const std::string& name = {}) const {
        return name.empty() ? path_ : path_ + '/' + name;
    }
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
        std::ofstream(path(name), std::ios::binary) << text;
    }

private:
    std::string path_;
};

inline std::string source_path(const std::string& name) {
    return std::string(CROSSFADE_SOURCE_DIR) + '/' + name;
}

inline std::vector<std::string> example_files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(source_path("config/examples"))) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
    }
    return files;
}

}  // namespace crossfade::config
