// See openapi.hpp.
#include "config/openapi.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace crossfade::config {
namespace {

// OpenAPI 3.1 section 4.8.9: the fixed fields of a path that are operations. The others describe.
constexpr std::array<std::string_view, 8> methods{
    "get", "put", "post", "delete", "options", "head", "patch", "trace"};

std::string upper(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

/// "https://api.example.com/v1/" -> "/v1"; a relative URL is a path already.
std::string path_of(std::string_view url) {
    if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
        const auto slash = url.find('/', scheme + 3);
        url = slash == std::string_view::npos ? std::string_view() : url.substr(slash);
    }
    while (url.ends_with('/')) url.remove_suffix(1);
    return std::string(url);
}

std::string base_path(const RawNode& document) {
    if (const RawNode* base = document.find("basePath")) return path_of(base->text);
    const RawNode* servers = document.find("servers");
    if (servers == nullptr || servers->items.empty()) return {};
    const RawNode* url = servers->items.front().find("url");
    // A variable in it has as many values as there are deployments; such a base is left out.
    const bool known = url != nullptr && url->text.find('{') == std::string::npos;
    return known ? path_of(url->text) : std::string();
}

}  // namespace

std::vector<std::string> openapi_operations(const RawNode& document) {
    std::vector<std::string> operations;
    const RawNode* paths = document.find("paths");
    if (paths == nullptr) return operations;
    const std::string base = base_path(document);
    for (const RawNode& path : paths->items) {
        if (!path.name.starts_with('/')) continue;  // an extension, "x-..."
        for (const RawNode& operation : path.items) {
            if (std::find(methods.begin(), methods.end(), operation.name) == methods.end())
                continue;
            operations.push_back(upper(operation.name) + ' ' + base + path.name);
        }
    }
    return operations;
}

}  // namespace crossfade::config
