// Path rewriting with the semantics of the Gateway API's HTTPPathModifier.
#include "routing/rewrite.hpp"

#include "routing/path.hpp"

namespace crossfade::routing {
namespace {

std::string rooted(std::string path) {
    if (!path.starts_with('/')) path.insert(path.begin(), '/');
    return path;
}

}  // namespace

std::string rewrite_path(std::string_view path,
                         const PathMatch& match,
                         std::string_view replacement) {
    if (match.kind == PathMatch::Kind::regex) return std::string(path);
    if (match.kind == PathMatch::Kind::exact) return rooted(std::string(replacement));

    const auto prefix = without_trailing_slash(match.value);
    if (!has_prefix(path, prefix)) return std::string(path);
    auto rest = path.substr(prefix.size());
    const auto start = without_trailing_slash(replacement);
    if (start.empty()) {
        // "//host/x" would read as another authority to who resolves it as a reference
        // (RFC 3986 section 4.2), so cutting a prefix off must not produce one.
        while (rest.starts_with("//")) rest.remove_prefix(1);
    }
    std::string result;
    result.reserve(start.size() + rest.size() + 1);
    result.append(start).append(rest);
    return rooted(std::move(result));
}

}  // namespace crossfade::routing
