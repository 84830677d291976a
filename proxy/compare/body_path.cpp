// See body_path.hpp.
#include "proxy/compare/body_path.hpp"

#include "config/compare_path.hpp"
#include "proxy/compare/json_names.hpp"

#include <algorithm>

namespace crossfade::compare {
namespace {

constexpr std::string_view unknown_name = "{key}";

// "@name" and "#text" are what attributes and texts of XML and HTML are called (proxy/body).
bool is_plain(std::string_view name) noexcept {
    if (name.starts_with('@') || name.starts_with('#')) name.remove_prefix(1);
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

PathTrie::Place step_from(const PathTrie& trie,
                          const PathTrie::Place& place,
                          std::string_view rest,
                          std::size_t& used) {
    if (rest.starts_with("[*]")) {
        used = 3;
        return trie.element(place);
    }
    if (rest.starts_with(".")) {
        rest.remove_prefix(1);
        const std::size_t end = std::min(rest.find_first_of(".["), rest.size());
        used = end + 1;
        const std::string_view name = rest.substr(0, end);
        return name == unknown_name ? trie.some_member(place) : trie.member(place, name);
    }
    std::string name;
    std::size_t at = 2;
    for (; at < rest.size() && rest[at] != '\''; ++at) {
        if (rest[at] == '\\') ++at;
        if (at < rest.size()) name += rest[at];
    }
    used = std::min(at + 2, rest.size());
    return trie.member(place, name);
}

}  // namespace

void append_member(std::string& path, std::string_view name) {
    if (is_data_name(name)) {
        append_any_member(path);
    } else if (is_plain(name)) {
        path.append(".").append(name);
    } else {
        path += "['";
        for (const char c : name) {
            if (c == '\'' || c == '\\') path += '\\';
            path += c;
        }
        path += "']";
    }
}

void append_any_member(std::string& path) { path.append(".").append(unknown_name); }

void append_element(std::string& path) { path += "[*]"; }

std::optional<PathMatch> follow(const PathTrie& trie, std::string_view path) {
    if (!path.starts_with(body_root)) return std::nullopt;
    path.remove_prefix(body_root.size());
    if (!path.empty() && path[0] != '.' && path[0] != '[') return std::nullopt;
    PathMatch match{trie.root(), false};
    match.covered = trie.ends(match.place);
    while (!path.empty()) {
        std::size_t used = path.size();
        match.place = step_from(trie, match.place, path, used);
        match.covered = match.covered || trie.ends(match.place);
        path.remove_prefix(used);
    }
    return match;
}

}  // namespace crossfade::compare
