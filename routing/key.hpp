// The key that a request is split and sampled by: the first source of the route that has a value.
#pragma once

#include "routing/request.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crossfade::routing {

struct KeySource {
    enum class Kind { cookie, header, client_address };

    Kind kind = Kind::client_address;
    std::string name;  // of the cookie or header; empty for client_address

    bool operator==(const KeySource&) const = default;
};

/// Nothing if no source has a non-empty value; the request is then split at random.
[[nodiscard]] std::optional<std::string_view> find_key(std::span<const KeySource> sources,
                                                       const Request& request) noexcept;

}  // namespace crossfade::routing
