// From the path of a request to the endpoint that it is counted at: by templates that are known, by
// segments that look like identifiers, and by learning which segments are names because too many
// different ones follow the same path. Bounded, whatever clients ask for.
#pragma once

#include "proxy/store/path_names.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::store {

/// One thread at a time.
class Templates {
public:
    struct Limits {
        std::size_t endpoints = 2'000;  // what is over it is counted as "(other)"
        std::size_t siblings = 100;     // below one path; one more, and they are names
        std::size_t segments = 20'000;  // remembered in all
    };

    explicit Templates(Limits limits) : limits_(limits) {}

    void know(const std::vector<KnownEndpoint>& endpoints) { names_.know(endpoints); }

    /// What a store has counted so far: bounds and learning go on from there.
    void remember(const std::vector<EndpointName>& endpoints,
                  const std::vector<Collapse>& collapses);

    /// A path that live did not find teaches nothing, lest who guesses at paths makes names of
    /// words: it is "(not found)" unless the path is known. Methods that are not usual are one.
    [[nodiscard]] EndpointName name_of(std::string_view route,
                                       std::string_view mirror,
                                       std::string_view method,
                                       std::string_view target,
                                       int live_status);

    /// What was found out since the last call; names given before change by it.
    [[nodiscard]] std::vector<Collapse> take_collapses();
    /// Names given before, as they are now.
    [[nodiscard]] const PathNames& names() const noexcept { return names_; }

private:
    struct Node {
        std::map<std::string, Node, std::less<>> children;
        bool collapsed = false;
    };

    [[nodiscard]] std::string path_of(std::string_view route, std::string_view path, bool teaches);
    [[nodiscard]] Node* child_of(Node& node, std::string_view name, bool teaches);
    void collapse(const std::string& route, const std::string& path, Node& node);
    void note_collapses(const std::string& route, const std::string& path, Node& node);
    static void absorb(Node& into, Node& from);
    void count_anew();

    Limits limits_;
    PathNames names_;
    std::map<std::string, Node, std::less<>> routes_;
    std::size_t segments_ = 0;
    std::set<EndpointName> endpoints_;
    std::vector<Collapse> new_collapses_;
};

}  // namespace crossfade::store
