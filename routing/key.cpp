// Finds the key of a request: the first configured source that has something to say.
#include "routing/key.hpp"

namespace crossfade::routing {
namespace {

std::optional<std::string_view> value_of(const KeySource& source, const Request& request) noexcept {
    switch (source.kind) {
        case KeySource::Kind::cookie:
            return find_cookie(request.fields, source.name);
        case KeySource::Kind::header:
            return find_field(request.fields, source.name);
        case KeySource::Kind::client_address:
            return request.client_address;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string_view> find_key(std::span<const KeySource> sources,
                                         const Request& request) noexcept {
    for (const auto& source : sources) {
        // An empty value would make everybody who sends it one user.
        if (const auto value = value_of(source, request); value && !value->empty()) return value;
    }
    return std::nullopt;
}

}  // namespace crossfade::routing
