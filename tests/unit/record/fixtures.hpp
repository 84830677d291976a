// What the tests of this folder share: a directory that goes away, and a pair that differs.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/record/record.hpp"
#include "proxy/record/time_text.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <unistd.h>
#include <vector>

namespace crossfade::record {

class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "crossfade-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

inline std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<std::string> lines_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

inline Record sample_record(const std::string& id = "r-1", const std::string& signature = "S-a") {
    Record record;
    auto& pair = record.pair;
    pair.id = id;
    pair.time = *parse_rfc3339("2026-11-21T04:56:13.042Z");
    pair.route = "orders";
    pair.mirror = "sandbox";
    pair.request = {"GET", "/orders/42?expand=items", {{"accept", "*/*"}}, ""};
    pair.live = {200, {{"Content-Type", "application/json"}}, R"({"price":1.10})", false, 14, 0};
    pair.shadow = {200, {{"Content-Type", "application/json"}}, R"({"price":"1.1"})", false, 15, 0};
    record.result.verdict = compare::Verdict::mismatch;
    record.result.findings = {
        {"body.price", compare::Kind::type, "number->string", "1.10", "\"1.1\""}};
    record.result.signature = signature;
    return record;
}

}  // namespace crossfade::record
