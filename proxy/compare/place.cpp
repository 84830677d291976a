// See place.hpp.
#include "proxy/compare/place.hpp"

#define XXH_INLINE_ALL
#include "proxy/compare/identifier.hpp"

#include <algorithm>
#include <array>
#include <xxhash.h>

namespace crossfade::compare {
namespace {

/// Names that say that something is inside, not what.
constexpr std::array<std::string_view, 18> wrappers{"data",
                                                    "item",
                                                    "result",
                                                    "record",
                                                    "value",
                                                    "list",
                                                    "row",
                                                    "entry",
                                                    "content",
                                                    "node",
                                                    "edge",
                                                    "object",
                                                    "payload",
                                                    "body",
                                                    "hit",
                                                    "element",
                                                    "collection",
                                                    "response"};

/// Takes the last name off a canonical path, with the [*] behind it.
std::string_view take_last(std::string_view& path) noexcept {
    while (path.ends_with("[*]")) path.remove_suffix(3);
    if (path.ends_with("']")) {
        const std::size_t begin = path.rfind("['");
        if (begin == std::string_view::npos) return {};
        const std::string_view name = path.substr(begin + 2, path.size() - begin - 4);
        path = path.substr(0, begin);
        return name;
    }
    const std::size_t dot = path.rfind('.');
    const std::string_view name = dot == std::string_view::npos ? path : path.substr(dot + 1);
    path = dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
    return name;
}

bool is_wrapper(std::string_view noun) noexcept {
    return std::find(wrappers.begin(), wrappers.end(), noun) != wrappers.end();
}

bool is_word(std::string_view segment) noexcept {
    return !segment.empty() && segment.find_first_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::uint64_t Place::hash() const noexcept {
    return XXH3_64bits_withSeed(noun.data(), noun.size(), XXH3_64bits(field.data(), field.size()));
}

std::string Place::kind() const {
    std::string thing = thing_of(field);
    return thing.empty() ? noun : thing;
}

std::string noun_of(const RecordedRequest& request) {
    std::string_view path = request.path;
    path = path.substr(0, path.find_first_of("?#"));
    while (!path.empty()) {
        const std::size_t slash = path.rfind('/');
        if (slash == std::string_view::npos) break;
        const std::string_view segment = path.substr(slash + 1);
        if (is_word(segment)) return singular(segment);
        path = path.substr(0, slash);
    }
    return {};
}

Place place_of(std::string_view path, const RecordedRequest& request) {
    Place place;
    place.field = take_last(path);
    while (!path.empty()) {
        std::string noun = singular(take_last(path));
        if (path.empty()) break;  // the root of the body
        if (is_wrapper(noun)) continue;
        place.noun = std::move(noun);
        return place;
    }
    place.noun = noun_of(request);
    return place;
}

}  // namespace crossfade::compare
