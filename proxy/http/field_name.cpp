// Names by length and first letter, so that a look-up hardly ever compares another name.
#include "proxy/http/field_name.hpp"

#include "routing/ascii.hpp"
#include "routing/field.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace crossfade::http {
namespace {

using Entry = std::pair<std::string_view, FieldName>;

// By length, so that most names are told apart without comparing a byte.
constexpr std::array<Entry, 24> names{{
    {"te", FieldName::te},
    {"via", FieldName::via},
    {"host", FieldName::host},
    {"date", FieldName::date},
    {"cookie", FieldName::cookie},
    {"expect", FieldName::expect},
    {"trailer", FieldName::trailer},
    {"upgrade", FieldName::upgrade},
    {"forwarded", FieldName::forwarded},
    {"x-real-ip", FieldName::x_forwarded_other},
    {"connection", FieldName::connection},
    {"keep-alive", FieldName::keep_alive},
    {"traceparent", FieldName::traceparent},
    {"x-request-id", FieldName::x_request_id},
    {"max-forwards", FieldName::max_forwards},
    {"content-length", FieldName::content_length},
    {"http2-settings", FieldName::http2_settings},
    {"x-forwarded-for", FieldName::x_forwarded_for},
    {"x-forwarded-host", FieldName::x_forwarded_host},
    {"proxy-connection", FieldName::proxy_connection},
    {"x-forwarded-proto", FieldName::x_forwarded_proto},
    {"transfer-encoding", FieldName::transfer_encoding},
    {"proxy-authenticate", FieldName::proxy_authenticate},
    {"proxy-authorization", FieldName::proxy_authorization},
}};

constexpr std::size_t longest = 19;

// names[first[n] .. first[n + 1]) have n letters.
constexpr auto first = [] {
    std::array<std::uint8_t, longest + 2> result{};
    for (std::size_t length = 0; length < result.size(); ++length) {
        std::uint8_t index = 0;
        while (index < names.size() && names[index].first.size() < length) ++index;
        result[length] = index;
    }
    return result;
}();

constexpr std::string_view own_prefix = "x-crossfade-";
constexpr std::string_view forwarded_prefix = "x-forwarded-";

bool starts_with(std::string_view name, std::string_view prefix) noexcept {
    return name.size() > prefix.size() && routing::same_name(name.substr(0, prefix.size()), prefix);
}

// Letters in lower case, digits as they are, everything else a "-".
constexpr auto folded_characters = [] {
    std::array<char, 256> table{};
    table.fill('-');
    for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = c;
    for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = c;
    for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = routing::to_lower(c);
    return table;
}();

char folded(char c) noexcept { return folded_characters[static_cast<unsigned char>(c)]; }

// What folding leaves as it is, but for the case of letters.
constexpr auto plain_characters = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c)
        table[c] = c == '-' || folded_characters[c] != '-';
    return table;
}();

}  // namespace

FieldName field_name_of(std::string_view name) noexcept {
    if (name.empty()) return FieldName::other;
    const char letter = routing::to_lower(name.front());
    if (name.size() <= longest) {
        for (auto index = first[name.size()]; index < first[name.size() + 1]; ++index) {
            const auto& [known, id] = names[index];
            if (known.front() == letter && routing::same_name(known, name)) return id;
        }
    }
    if (letter != 'x') return FieldName::other;
    if (starts_with(name, own_prefix)) return FieldName::crossfade;
    return starts_with(name, forwarded_prefix) ? FieldName::x_forwarded_other : FieldName::other;
}

bool look_alike(std::string_view name) noexcept {
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
        return plain_characters[static_cast<unsigned char>(c)];
    });
    if (plain) return false;
    // No known name is longer; of the families, the beginning is enough.
    std::array<char, longest + 1> text{};
    const auto size = std::min(name.size(), text.size());
    std::transform(
        name.begin(), name.begin() + static_cast<std::ptrdiff_t>(size), text.begin(), folded);
    const std::string_view taken_for(text.data(), size);
    return field_name_of(name) == FieldName::other && field_name_of(taken_for) != FieldName::other;
}

bool same_but_for_marks(std::string_view left, std::string_view right) noexcept {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) {
               return folded(a) == folded(b);
           });
}

}  // namespace crossfade::http
