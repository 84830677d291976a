// See place.hpp.
#include "proxy/compare/place.hpp"

#define XXH_INLINE_ALL
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

std::uint64_t hash_of(const Place& place, const RecordedRequest& request) noexcept {
    const std::uint64_t of_field =
        XXH3_64bits_withSeed(place.field.data(), place.field.size(), may_create(request) ? 1 : 0);
    return XXH3_64bits_withSeed(place.noun.data(), place.noun.size(), of_field);
}

std::string Place::kind() const {
    std::string thing = text::thing_of(field);
    return thing.empty() ? noun : thing;
}

bool Place::is_own() const {
    const std::string thing = text::thing_of(field);
    return thing.empty() || thing == noun;
}

bool may_create(const RecordedRequest& request) noexcept { return request.method == "POST"; }

std::uint64_t hash_of_kind(std::string_view kind, const RecordedRequest& request) noexcept {
    constexpr std::uint64_t of_read = 2;
    constexpr std::uint64_t of_made = 3;
    return XXH3_64bits_withSeed(kind.data(), kind.size(), may_create(request) ? of_made : of_read);
}

std::string noun_of(const RecordedRequest& request) {
    std::string_view path = request.path;
    path = path.substr(0, path.find_first_of("?#"));
    while (!path.empty()) {
        const std::size_t slash = path.rfind('/');
        if (slash == std::string_view::npos) break;
        const std::string_view segment = path.substr(slash + 1);
        if (is_word(segment)) return text::singular(segment);
        path = path.substr(0, slash);
    }
    return {};
}

namespace {

/// True if `text` stands in `whole` between characters that are in no identifier.
bool stands_in(std::string_view whole, std::string_view text) noexcept {
    const auto inside = [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    for (std::size_t at = whole.find(text); at != std::string_view::npos;
         at = whole.find(text, at + 1)) {
        const std::size_t end = at + text.size();
        if ((at == 0 || !inside(whole[at - 1])) && (end == whole.size() || !inside(whole[end]))) {
            return true;
        }
    }
    return false;
}

/// /orders/17 asks for the order 17.
bool names_in_path(std::string_view path, const text::Claim& claim) {
    std::string_view before;
    path = path.substr(0, path.find_first_of("?#"));
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const std::string_view segment = path.substr(0, path.find('/'));
        if (segment == claim.live && text::singular(before) == claim.kind) return true;
        before = segment;
        path.remove_prefix(segment.size());
    }
    return false;
}

/// ?order_id=17 asks for the order 17, and so does ?id=17 of /orders.
bool names_in_query(const RecordedRequest& request, const text::Claim& claim) {
    const std::size_t begin = request.path.find('?');
    if (begin == std::string::npos) return false;
    std::string_view query = std::string_view(request.path).substr(begin + 1);
    while (!query.empty()) {
        const std::string_view parameter = query.substr(0, query.find('&'));
        const std::string_view name = parameter.substr(0, parameter.find('='));
        const std::string thing = text::thing_of(name);
        const bool same = text::names_identifier(name) && name.size() < parameter.size() &&
                          parameter.substr(name.size() + 1) == claim.live;
        if (same && claim.kind == (thing.empty() ? noun_of(request) : thing)) return true;
        query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    }
    return false;
}

}  // namespace

bool is_asked_for(const text::Claim& claim, const RecordedRequest& request) {
    if (claim.live.empty()) return false;
    if (!claim.kind.empty()) {
        return names_in_path(request.path, claim) || names_in_query(request, claim);
    }
    return stands_in(request.path, claim.live) || stands_in(request.body, claim.live);
}

Place place_of(std::string_view path, const RecordedRequest& request) {
    Place place;
    place.field = take_last(path);
    while (!path.empty()) {
        std::string noun = text::singular(take_last(path));
        if (path.empty()) break;  // the root of the body
        if (is_wrapper(noun)) continue;
        place.noun = std::move(noun);
        return place;
    }
    place.noun = noun_of(request);
    return place;
}

}  // namespace crossfade::compare
