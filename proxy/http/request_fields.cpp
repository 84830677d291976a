#include "proxy/http/request_fields.hpp"

#include "proxy/http/forwarding.hpp"

#include <algorithm>

namespace crossfade::http {

std::string continued_via(const FieldList& received) {
    std::string value;
    for (std::size_t index = 0; index < received.size(); ++index) {
        if (received.id(index) != FieldName::via) continue;
        value.append(received[index].value).append(", ");
    }
    return value.append(via_value);
}

std::string_view usable_request_id(const FieldList& received) noexcept {
    constexpr std::size_t longest = 128;
    const auto id = received.find(FieldName::x_request_id);
    if (!id || id->empty() || id->size() > longest) return {};
    const bool plain = std::all_of(
        id->begin(), id->end(), [](char c) { return c > 0x20 && c < 0x7F && c != '"'; });
    return plain ? *id : std::string_view();
}

}  // namespace crossfade::http
