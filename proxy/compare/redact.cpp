// What must not be stored, taken out of a pair and its findings; see redact() in compare.hpp.
#include "proxy/coding/decode.hpp"
#include "proxy/compare/body_path.hpp"
#include "proxy/compare/compare.hpp"
#include "proxy/compare/header_lists.hpp"
#include "proxy/compare/headers.hpp"
#include "proxy/compare/media_type.hpp"
#include "proxy/compare/redactor.hpp"
#include "proxy/compare/rules.hpp"
#include "proxy/compare/text.hpp"

#include <algorithm>
#include <array>

namespace crossfade::compare {
namespace {

constexpr std::array<std::string_view, 5> url_fields{
    "content-location", "link", "location", "referer", "refresh"};

std::string without_credentials(const Redactor& redactor,
                                std::string_view name,
                                std::string_view value) {
    const bool links = name == "link" || name == "refresh";
    return links ? redactor.links_without_credentials(value) : redactor.without_credentials(value);
}

bool holds_url(std::string_view name) {
    return std::find(url_fields.begin(), url_fields.end(), name) != url_fields.end();
}

struct Redaction {
    const Rules::Compiled& rules;
    Redactor redactor;

    [[nodiscard]] bool is_secret(std::string_view name) const {
        return is_credential(name) || rules.redact_headers.contains(name);
    }

    void headers(HeaderList& fields) const;
    void body(std::string& bytes, HeaderList& fields, bool truncated) const;
    void finding(Finding& found) const;
    void header_finding(Finding& found) const;
};

void Redaction::headers(HeaderList& fields) const {
    for (auto& [field, value] : fields) {
        const std::string name = lowered(field);
        if (rules.redact_headers.contains(name)) {
            value = redactor.token(value);
        } else if (name == "set-cookie") {
            value = redactor.set_cookie(value);
        } else if (is_credential(name)) {
            value = redactor.token(value);
        } else if (holds_url(name)) {
            value = without_credentials(redactor, name, value);
        }
    }
}

// A body in which the paths cannot be found is replaced whole. A body that was decoded for it stays
// decoded, and says so.
void Redaction::body(std::string& bytes, HeaderList& fields, bool truncated) const {
    const std::string codings = joined_values(fields, "content-encoding");
    const auto type = media_type_of(joined_values(fields, "content-type"));
    if (bytes.empty()) return;
    if (rules.redact_paths.empty()) {
        const bool form =
            type.name == "application/x-www-form-urlencoded" && coding::is_identity(codings);
        if (form) bytes = redactor.form_without_credentials(bytes);
        return;
    }
    const coding::Decoded decoded =
        truncated ? coding::Decoded{{}, "budget"} : coding::decode(bytes, codings);
    const auto document = decoded.good() ? JsonDocument::parse(decoded.bytes) : JsonDocument{};
    bytes = document.good() ? redactor.json(document, rules.redact_paths) : redactor.token(bytes);
    std::erase_if(fields,
                  [](const auto& field) { return same_letters(field.first, "content-encoding"); });
}

void Redaction::header_finding(Finding& found) const {
    const std::string_view name =
        std::string_view(found.path).substr(std::string_view("header.").size());
    // Findings of set-cookie never show a value (cookies.hpp).
    const bool secret =
        is_secret(name) && (name != "set-cookie" || rules.redact_headers.contains(name));
    for (std::string* text : {&found.live, &found.shadow}) {
        if (text->empty()) continue;
        if (secret) {
            *text = redactor.token(*text);
        } else if (holds_url(name)) {
            *text = without_credentials(redactor, name, *text);
        }
    }
}

void Redaction::finding(Finding& found) const {
    if (found.path.starts_with("header.")) return header_finding(found);
    const auto match = follow(rules.redact_paths, found.path);
    if (!match || rules.redact_paths.empty()) return;
    // At the root the texts may be bytes of a body that is not JSON.
    const bool raw =
        found.path == body_root && found.kind != Kind::length && found.kind != Kind::order;
    if (!match->covered && !raw) return;
    for (std::string* text : {&found.live, &found.shadow}) {
        if (!text->empty()) *text = redactor.token(*text);
    }
}

}  // namespace

void redact(Pair& pair, Result& result, const Rules& rules, std::string_view key) {
    const Redaction redaction{rules.compiled(), Redactor(key)};
    pair.request.path = redaction.redactor.without_credentials(pair.request.path);
    redaction.body(pair.request.body, pair.request.headers, false);
    redaction.body(pair.live.body, pair.live.headers, pair.live.truncated);
    redaction.body(pair.shadow.body, pair.shadow.headers, pair.shadow.truncated);
    redaction.headers(pair.request.headers);
    redaction.headers(pair.live.headers);
    redaction.headers(pair.shadow.headers);
    for (Finding& found : result.findings) redaction.finding(found);
}

}  // namespace crossfade::compare
