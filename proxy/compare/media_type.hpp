// A content-type taken apart (RFC 9110 section 8.3), so that two spellings of one type are the
// same.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace crossfade::compare {

struct MediaType {
    std::string name;     // "application/json", lower case; empty if there was no content-type
    std::string charset;  // lower case; of JSON, where UTF-8 goes without saying, empty for it
    std::map<std::string, std::string> parameters;  // the others; without boundary, which is random

    bool operator==(const MediaType&) const = default;
};

[[nodiscard]] MediaType media_type_of(std::string_view content_type);

/// application/json, text/json, or anything that ends in +json.
[[nodiscard]] bool is_json(const MediaType& type) noexcept;

/// "json", "html", "xml", "text" or "binary"; "text" if there is no type. For class transitions.
[[nodiscard]] std::string_view family_of(const MediaType& type) noexcept;

}  // namespace crossfade::compare
