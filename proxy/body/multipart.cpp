// See multipart.hpp. Lines end in CRLF; LF alone is taken too, as most readers do.
#include "proxy/body/multipart.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

namespace crossfade::body {
namespace {

using Status = Reading::Status;

constexpr std::size_t longest_boundary = 70;  // RFC 2046
constexpr std::size_t most_parts = 1'000;
constexpr std::size_t most_fields = 100;
constexpr std::size_t longest_head = 16'384;

std::string_view trimmed(std::string_view text) noexcept {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The next line without its end; nothing if there is no end.
std::optional<std::string_view> take_line(std::string_view& text) noexcept {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

struct Delimiter {
    std::size_t begin = 0;  // with the end of the line before it, which belongs to it
    std::size_t end = 0;    // with its own
    bool last = false;
};

/// The first delimiter at or behind `from`.
std::optional<Delimiter> find_delimiter(std::string_view body,
                                        std::string_view dashed,
                                        std::size_t from) noexcept {
    for (std::size_t at = body.find(dashed, from); at != std::string_view::npos;
         at = body.find(dashed, at + 1)) {
        if (at > 0 && body[at - 1] != '\n') continue;
        Delimiter found{at, at + dashed.size()};
        found.last = body.substr(found.end).starts_with("--");
        if (found.last) found.end += 2;
        found.end = std::min(body.find_first_not_of(" \t", found.end), body.size());
        const std::string_view rest = body.substr(found.end);
        if (rest.starts_with("\r\n")) {
            found.end += 2;
        } else if (rest.starts_with('\n')) {
            found.end += 1;
        } else if (!rest.empty()) {
            continue;  // another boundary that begins like this one
        }
        if (found.begin > from) --found.begin;
        if (found.begin > from && body[found.begin - 1] == '\r') --found.begin;
        return found;
    }
    return std::nullopt;
}

}  // namespace

Status split_part(std::string_view text, Part& part) {
    const std::size_t size = text.size();
    for (auto line = take_line(text); line; line = take_line(text)) {
        if (line->empty()) {
            part.content = text;
            return Status::good;
        }
        if (part.fields.size() == most_fields || size - text.size() > longest_head) {
            return Status::over_budget;
        }
        const std::size_t colon = line->find(':');
        const bool named = colon != std::string_view::npos && colon > 0 &&
                           line->substr(0, colon).find_first_of(" \t") == std::string_view::npos;
        if (!named) return Status::malformed;
        part.fields.emplace_back(line->substr(0, colon), trimmed(line->substr(colon + 1)));
    }
    return Status::malformed;
}

Parts split_multipart(std::string_view body, std::string_view boundary) {
    Parts out;
    const bool usable = !boundary.empty() && boundary.size() <= longest_boundary &&
                        boundary.find_first_of("\r\n") == std::string_view::npos;
    if (!usable) return out;
    const std::string dashed = "--" + std::string(boundary);
    auto delimiter = find_delimiter(body, dashed, 0);
    while (delimiter && !delimiter->last) {
        const std::size_t begin = delimiter->end;
        delimiter = find_delimiter(body, dashed, begin);
        if (!delimiter) break;
        if (out.parts.size() == most_parts) return {Status::over_budget, {}};
        const std::string_view text = body.substr(begin, delimiter->begin - begin);
        const Status status = split_part(text, out.parts.emplace_back());
        if (status != Status::good) return {status, {}};
    }
    if (!delimiter) return {};
    out.status = Status::good;
    return out;
}

}  // namespace crossfade::body
