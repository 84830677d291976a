// See redact.hpp.
#include "proxy/redaction/redact.hpp"

#include "proxy/compare/body_path.hpp"
#include "proxy/compare/compare.hpp"
#include "proxy/compare/header_lists.hpp"
#include "proxy/compare/rules.hpp"
#include "proxy/compare/user.hpp"
#include "proxy/redaction/redact_body.hpp"
#include "proxy/redaction/redactor.hpp"
#include "proxy/redaction/secret_names.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <array>

namespace crossfade::redaction {
namespace {

constexpr std::array<std::string_view, 5> url_fields{
    "content-location", "link", "location", "referer", "refresh"};

bool holds_url(std::string_view name) {
    return std::find(url_fields.begin(), url_fields.end(), name) != url_fields.end();
}

struct Redaction {
    const compare::Rules::Compiled& rules;
    Redactor& redactor;
    std::string user;  // what the request was split by, which a field of it may say

    [[nodiscard]] bool is_secret(std::string_view name) const {
        return compare::is_credential(name) || is_secret_name(name) ||
               rules.redact_headers.contains(name);
    }

    void headers(compare::HeaderList& fields);
    [[nodiscard]] std::string header(std::string_view name, std::string_view value);
    void finding(compare::Finding& found);
    void header_finding(compare::Finding& found);
    void body_finding(compare::Finding& found);
};

std::string Redaction::header(std::string_view name, std::string_view value) {
    if (name == "set-cookie" && !rules.redact_headers.contains(name)) {
        return redactor.set_cookie(value);
    }
    const bool names_user = !user.empty() && compare::user_of(value) == user;
    if (names_user || is_secret(name)) return redactor.token(value);
    if (!holds_url(name)) return redactor.text(value);
    const bool links = name == "link" || name == "refresh";
    return links ? redactor.links(value) : redactor.url(value);
}

void Redaction::headers(compare::HeaderList& fields) {
    for (auto& [field, value] : fields) value = header(text::lowered(field), value);
}

void Redaction::header_finding(compare::Finding& found) {
    const std::string_view name = std::string_view(found.path).substr(found.path.find('.') + 1);
    // Findings of set-cookie never show a value (cookies.hpp).
    const bool shows_names = name == "set-cookie" && !rules.redact_headers.contains(name);
    for (std::string* text : {&found.live, &found.shadow}) {
        if (!text->empty() && !shows_names) *text = redactor.excerpt(header(name, *text));
    }
}

void Redaction::body_finding(compare::Finding& found) {
    const auto match = compare::follow(rules.redact_paths, found.path);
    // At the root the texts may be bytes of a body that is not JSON.
    const bool raw = found.path == compare::body_root && found.kind != compare::Kind::length &&
                     found.kind != compare::Kind::order;
    const bool covered = match && !rules.redact_paths.empty() && (match->covered || raw);
    const bool size_only =
        found.kind == compare::Kind::length || found.kind == compare::Kind::order;
    const bool secret = covered || (!size_only && leads_to_secret(found.path));
    for (std::string* text : {&found.live, &found.shadow}) {
        if (text->empty()) continue;
        *text = secret ? redactor.token(*text) : redactor.excerpt(*text);
    }
}

void Redaction::finding(compare::Finding& found) {
    const bool field = found.path.starts_with("header.") || found.path.starts_with("trailer.");
    if (field) return header_finding(found);
    if (found.path.starts_with(compare::body_root)) return body_finding(found);
}

}  // namespace

void redact(compare::Pair& pair,
            compare::Result& result,
            const compare::Rules& rules,
            std::string_view key) {
    Redactor redactor(key);
    Redaction redaction{rules.compiled(), redactor, pair.user};
    const compare::PathTrie& paths = rules.compiled().redact_paths;
    pair.request.path = redactor.url(pair.request.path);
    if (!pair.user.empty()) pair.user = redactor.token(pair.user);
    redact_body(pair.request.body, pair.request.headers, false, paths, redactor);
    redact_body(pair.live.body, pair.live.headers, pair.live.truncated, paths, redactor);
    redact_body(pair.shadow.body, pair.shadow.headers, pair.shadow.truncated, paths, redactor);
    redaction.headers(pair.request.headers);
    redaction.headers(pair.live.headers);
    redaction.headers(pair.shadow.headers);
    redaction.headers(pair.live.trailers);
    redaction.headers(pair.shadow.trailers);
    // Last: they show pieces of what was found above.
    for (compare::Finding& found : result.findings) redaction.finding(found);
}

std::string redacted_field(std::string_view name,
                           std::string_view value,
                           const compare::Rules& rules,
                           Redactor& redactor) {
    return Redaction{rules.compiled(), redactor, {}}.header(name, value);
}

}  // namespace crossfade::redaction
