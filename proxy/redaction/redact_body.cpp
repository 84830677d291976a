// See redact_body.hpp.
#include "proxy/redaction/redact_body.hpp"

#include "proxy/body/form.hpp"
#include "proxy/body/sniff.hpp"
#include "proxy/coding/decode.hpp"
#include "proxy/compare/headers.hpp"
#include "proxy/compare/json_document.hpp"
#include "proxy/redaction/redact_json.hpp"
#include "proxy/text/media_type.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace crossfade::redaction {
namespace {

/// False if a coding is on the body that cannot be taken off.
bool take_coding_off(std::string& bytes, compare::HeaderList& fields, bool truncated) {
    const std::string codings = compare::joined_values(fields, "content-encoding");
    if (coding::is_identity(codings)) return true;
    coding::Decoded decoded =
        truncated ? coding::decode_prefix(bytes, codings) : coding::decode(bytes, codings);
    if (!decoded.good()) return false;
    bytes = std::move(decoded.bytes);
    std::erase_if(fields, [](const auto& field) {
        return text::same_letters(field.first, "content-encoding");
    });
    return true;
}

std::optional<std::string> as_json(std::string_view text,
                                   const compare::PathTrie& paths,
                                   const compare::PathTrie::Place& from,
                                   Redactor& redactor) {
    const auto document = compare::JsonDocument::parse(text);
    if (!document.good()) return std::nullopt;
    // White space around the value, and a byte order mark, stay.
    const auto front = static_cast<std::size_t>(document.raw(0).data() - text.data());
    std::string out(text.substr(0, front));
    out += redacted_json(document, paths, from, redactor);
    return out.append(text.substr(front + document.raw(0).size()));
}

/// A line that is no JSON has no paths: it goes whole if there are any.
std::string as_json_lines(std::string_view text,
                          const compare::PathTrie& paths,
                          Redactor& redactor) {
    const compare::PathTrie::Place element = paths.element(paths.root());
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        const auto json = as_json(line, paths, element, redactor);
        if (json) {
            out += *json;
        } else if (text::trimmed(line).empty() || paths.empty()) {
            out += redactor.text(line);
        } else {
            out += redactor.token(line);
        }
        if (end < text.size()) out += '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string as_form(std::string_view text, const compare::PathTrie& paths, Redactor& redactor) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view field = text.substr(0, end);
        const std::size_t equals = std::min(field.find('='), field.size());
        const auto place = paths.member(paths.root(), body::form_decoded(field.substr(0, equals)));
        const bool covered = paths.ends(place) && equals + 1 < field.size();
        out += covered ? field.substr(0, equals + 1) : field;
        if (covered) out += redactor.token(field.substr(equals + 1));
        if (end < text.size()) out += '&';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return redactor.form(out);
}

}  // namespace

void redact_body(std::string& bytes,
                 compare::HeaderList& fields,
                 bool truncated,
                 const compare::PathTrie& paths,
                 Redactor& redactor) {
    if (bytes.empty()) return;
    const bool plain = take_coding_off(bytes, fields, truncated);
    if (!plain || (truncated && !paths.empty())) {
        if (!paths.empty()) bytes = redactor.token(bytes);
        return;
    }
    const text::BodyFormat format =
        text::format_of(text::media_type_of(compare::joined_values(fields, "content-type")));
    if (!truncated) {
        if (auto json = as_json(bytes, paths, paths.root(), redactor)) {
            bytes = std::move(*json);
            return;
        }
    }
    if (format == text::BodyFormat::json_lines) {
        bytes = as_json_lines(bytes, paths, redactor);
    } else if (format == text::BodyFormat::form) {
        bytes = as_form(bytes, paths, redactor);
    } else if (!paths.empty()) {
        bytes = redactor.token(bytes);
    } else if (body::sniffed(bytes) == "text") {
        bytes = redactor.text(bytes);
    } else {
        bytes = redactor.bytes(bytes);
    }
}

}  // namespace crossfade::redaction
