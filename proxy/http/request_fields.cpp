// Fields that go on from hop to hop: what they say is read, never rewritten.
#include "proxy/http/request_fields.hpp"

#include "proxy/http/forwarding.hpp"

#include <algorithm>

namespace crossfade::http {
namespace {

// Each element is a protocol, a name, and perhaps a comment.
bool names(std::string_view via, std::string_view pseudonym) noexcept {
    constexpr std::string_view blank = " \t";
    while (!via.empty()) {
        const auto comma = std::min(via.find(','), via.size());
        auto element = via.substr(0, comma);
        via.remove_prefix(std::min(comma + 1, via.size()));
        element.remove_prefix(std::min(element.find_first_not_of(blank), element.size()));
        element.remove_prefix(std::min(element.find_first_of(blank), element.size()));
        element.remove_prefix(std::min(element.find_first_not_of(blank), element.size()));
        const auto name = element.substr(0, element.find_first_of(blank));
        if (routing::same_name(name, pseudonym)) return true;
    }
    return false;
}

}  // namespace

std::string via_of(std::string_view pseudonym) { return "1.1 " + std::string(pseudonym); }

std::string continued_via(const FieldList& received, std::string_view own) {
    std::string value;
    for (std::size_t index = 0; index < received.size(); ++index) {
        if (received.id(index) != FieldName::via) continue;
        value.append(received[index].value).append(", ");
    }
    return value.append(own);
}

bool passed_through(const FieldList& received, std::string_view pseudonym) noexcept {
    if (routing::find_field(received.view(), mirror_marker)) return false;
    for (std::size_t index = 0; index < received.size(); ++index) {
        if (received.id(index) != FieldName::via) continue;
        if (names(received[index].value, pseudonym)) return true;
    }
    return false;
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
