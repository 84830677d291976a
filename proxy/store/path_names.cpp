// See path_names.hpp.
#include "proxy/store/path_names.hpp"

#include <span>

namespace crossfade::store {
namespace {

constexpr std::size_t max_segments = 16;

using Segments = std::span<const std::string_view>;

bool is_parameter(std::string_view segment) noexcept { return segment.starts_with('{'); }

}  // namespace

struct PathNames::Node {
    std::map<std::string, Node, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    std::map<std::string, std::string, std::less<>> by_method;  // the template that ends here

    [[nodiscard]] const std::string* find(std::string_view method, Segments segments) const;
};

const std::string* PathNames::Node::find(std::string_view method, Segments segments) const {
    if (segments.empty()) {
        auto found = by_method.find(method);
        if (found == by_method.end()) found = by_method.find("");
        return found == by_method.end() ? nullptr : &found->second;
    }
    if (const auto child = literals.find(segments[0]); child != literals.end()) {
        const std::string* name = child->second.find(method, segments.subspan(1));
        if (name) return name;
    }
    if (!parameter || segments[0].empty()) return nullptr;
    return parameter->find(method, segments.subspan(1));
}

PathNames::PathNames() : root_(std::make_unique<Node>()) {}
PathNames::~PathNames() = default;
PathNames::PathNames(PathNames&&) noexcept = default;
PathNames& PathNames::operator=(PathNames&&) noexcept = default;

KnownEndpoint known_endpoint(std::string_view written) {
    const auto space = written.find(' ');
    if (space == std::string_view::npos) return {"", std::string(written)};
    const auto path = written.find_first_not_of(' ', space);
    if (path == std::string_view::npos) return {"", std::string(written.substr(0, space))};
    return {std::string(written.substr(0, space)), std::string(written.substr(path))};
}

std::string_view path_of_target(std::string_view target) noexcept {
    target = target.substr(0, target.find_first_of("?#"));
    if (target.starts_with('/')) return target;
    const auto scheme = target.find("://");
    if (scheme == std::string_view::npos) return target;
    const auto path = target.find('/', scheme + 3);
    return path == std::string_view::npos ? "/" : target.substr(path);
}

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    if (path.starts_with('/')) path.remove_prefix(1);
    while (segments.size() + 1 < max_segments) {
        const auto slash = path.find('/');
        if (slash == std::string_view::npos) break;
        segments.push_back(path.substr(0, slash));
        path.remove_prefix(slash + 1);
    }
    segments.push_back(path);
    return segments;
}

void PathNames::know(const std::vector<KnownEndpoint>& endpoints) {
    root_ = std::make_unique<Node>();
    for (const auto& known : endpoints) {
        Node* node = root_.get();
        for (const auto segment : segments_of(known.path)) {
            if (!is_parameter(segment)) {
                node = &node->literals[std::string(segment)];
                continue;
            }
            if (!node->parameter) node->parameter = std::make_unique<Node>();
            node = node->parameter.get();
        }
        node->by_method.emplace(known.method, known.path);
    }
}

std::optional<std::string> PathNames::written(std::string_view method,
                                              std::string_view path) const {
    const auto segments = segments_of(path);
    const std::string* name = root_->find(method, segments);
    return name ? std::optional(*name) : std::nullopt;
}

EndpointName PathNames::renamed(EndpointName name) const {
    if (!name.path.starts_with('/')) return name;
    if (auto known = written(name.method, name.path)) {
        name.path = std::move(*known);
        return name;
    }
    std::string path;
    for (const auto segment : segments_of(name.path)) {
        const bool collapsed = collapses_.contains({name.route, path});
        path.append("/").append(collapsed ? "{name}" : segment);
    }
    name.path = std::move(path);
    return name;
}

}  // namespace crossfade::store
