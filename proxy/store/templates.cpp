// See templates.hpp.
#include "proxy/store/templates.hpp"

#include "proxy/store/identifier.hpp"

#include <algorithm>
#include <array>

namespace crossfade::store {
namespace {

constexpr std::array<std::string_view, 9> usual_methods{
    "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"};
constexpr std::string_view any_identifier = "{id}";
constexpr std::string_view any_name = "{name}";
constexpr std::size_t longest_extension = 5;

/// "42" -> "{id}", "42.json" -> "{id}.json", a word as it is.
std::string without_identifier(std::string_view segment) {
    const auto dot = segment.rfind('.');
    const bool extension = dot != std::string_view::npos && dot > 0 &&
                           segment.size() - dot - 1 <= longest_extension &&
                           !is_identifier(segment.substr(dot + 1));
    if (extension && is_identifier(segment.substr(0, dot))) {
        return std::string(any_identifier).append(segment.substr(dot));
    }
    return std::string(is_identifier(segment) ? any_identifier : segment);
}

bool is_usual(std::string_view method) noexcept {
    return std::find(usual_methods.begin(), usual_methods.end(), method) != usual_methods.end();
}

bool not_found(int status) noexcept { return status == 404 || status == 410 || status == 400; }

}  // namespace

EndpointName Templates::name_of(std::string_view route,
                                std::string_view mirror,
                                std::string_view method,
                                std::string_view target,
                                int live_status) {
    EndpointName name{std::string(route),
                      std::string(mirror),
                      std::string(is_usual(method) ? method : other_name),
                      {}};
    const std::string_view path = path_of_target(target);
    if (auto known = names_.written(name.method, path)) {
        name.path = std::move(*known);
    } else {
        name.path = path_of(route, path, !not_found(live_status));
    }
    if (name.path.starts_with('/') && !endpoints_.contains(name)) {
        if (endpoints_.size() < limits_.endpoints) {
            endpoints_.insert(name);
        } else {
            name.path = other_name;
        }
    }
    return name;
}

std::string Templates::path_of(std::string_view route, std::string_view path, bool teaches) {
    if (!path.starts_with('/')) return std::string(path == "*" ? path : other_name);
    auto root = routes_.find(route);
    if (root == routes_.end()) root = routes_.emplace(route, Node{}).first;
    Node* node = &root->second;
    std::string name;
    for (const auto segment : segments_of(path)) {
        const std::string own =
            node->collapsed ? std::string(any_name) : without_identifier(segment);
        Node* child = child_of(*node, own, teaches);
        if (!child && !teaches) return std::string(not_found_path);
        if (!child) return std::string(other_name);
        if (node->children.size() > limits_.siblings) {
            collapse(root->first, name, *node);
            child = &node->children[std::string(any_name)];
            name.append("/").append(any_name);
        } else {
            name.append("/").append(own);
        }
        node = child;
    }
    return name;
}

Templates::Node* Templates::child_of(Node& node, std::string_view name, bool teaches) {
    const auto found = node.children.find(name);
    if (found != node.children.end()) return &found->second;
    if (!teaches || segments_ >= limits_.segments) return nullptr;
    ++segments_;
    return &node.children[std::string(name)];
}

void Templates::absorb(Node& into, Node& from) {
    into.collapsed = into.collapsed || from.collapsed;
    for (auto& [name, child] : from.children) absorb(into.children[name], child);
}

void Templates::collapse(const std::string& route, const std::string& path, Node& node) {
    Node all;
    for (auto& [name, child] : node.children) absorb(all, child);
    node.children.clear();
    node.children.emplace(any_name, std::move(all));
    node.collapsed = true;
    note_collapses(route, path, node);
    count_anew();
}

/// Also of what lies below: its path is another now, and it may have become too much.
void Templates::note_collapses(const std::string& route, const std::string& path, Node& node) {
    if (node.collapsed || node.children.size() > limits_.siblings) {
        if (node.children.size() > 1) {
            Node all;
            for (auto& [name, child] : node.children) absorb(all, child);
            node.children.clear();
            node.children.emplace(any_name, std::move(all));
        }
        node.collapsed = true;
        names_.collapse({route, path});
        new_collapses_.emplace_back(route, path);
    }
    for (auto& [name, child] : node.children) note_collapses(route, path + '/' + name, child);
}

void Templates::count_anew() {
    std::set<EndpointName> renamed;
    for (const auto& name : endpoints_) renamed.insert(names_.renamed(name));
    endpoints_ = std::move(renamed);
    segments_ = 0;
    const auto count = [this](const auto& self, const Node& node) -> void {
        for (const auto& [name, child] : node.children) {
            ++segments_;
            self(self, child);
        }
    };
    for (const auto& [route, root] : routes_) count(count, root);
}

void Templates::remember(const std::vector<EndpointName>& endpoints,
                         const std::vector<Collapse>& collapses) {
    const auto walk = [this](const std::string& route, std::string_view path) -> Node& {
        Node* node = &routes_[route];
        for (const auto segment : segments_of(path)) {
            node = &node->children[std::string(segment)];
        }
        return *node;
    };
    for (const auto& [route, path] : collapses) {
        names_.collapse({route, path});
        (path.empty() ? routes_[route] : walk(route, path)).collapsed = true;
    }
    for (const auto& endpoint : endpoints) {
        endpoints_.insert(endpoint);
        if (!endpoint.path.starts_with('/')) continue;
        walk(endpoint.route, endpoint.path);
    }
    count_anew();
}

std::vector<Collapse> Templates::take_collapses() { return std::exchange(new_collapses_, {}); }

}  // namespace crossfade::store
