// See redactor.hpp.
#include "proxy/redaction/redactor.hpp"

#include "proxy/body/form.hpp"
#include "proxy/redaction/secret_names.hpp"
#include "proxy/redaction/secrets.hpp"
#include "proxy/text/hex.hpp"
#include "proxy/text/text.hpp"
#include "routing/secret_parameter.hpp"

#include <algorithm>

namespace crossfade::redaction {
namespace {

constexpr std::string_view mark = "redacted:";
constexpr std::size_t digits = 16;
constexpr std::size_t most_remembered = 500;
constexpr std::size_t shortest_remembered = 6;  // what is shorter occurs by chance
constexpr std::size_t longest_remembered = 8192;
constexpr std::size_t shortest_piece = 4;

/// The text with the spans replaced by what `replacement` makes of them.
template <class Replacement>
std::string replaced(std::string_view text,
                     const std::vector<SecretSpan>& spans,
                     Replacement replacement) {
    std::string out;
    std::size_t copied = 0;
    for (const SecretSpan& span : spans) {
        out += text.substr(copied, span.begin - copied);
        out += replacement(text.substr(span.begin, span.end - span.begin), span.bare);
        copied = span.end;
    }
    return out.append(text.substr(copied));
}

void replace_all(std::string& text, std::string_view what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
        text.replace(at, what.size(), with);
        at += with.size();
    }
}

}  // namespace

bool is_redaction_token(std::string_view text) noexcept {
    return text.size() == mark.size() + digits && text.starts_with(mark) &&
           text.find_first_not_of("0123456789abcdef", mark.size()) == std::string_view::npos;
}

std::string Redactor::hidden(std::string_view secret) {
    return std::string(mark) + text::hex(hash_(secret));
}

std::string Redactor::token(std::string_view text) {
    if (is_redaction_token(text)) return std::string(text);
    // A finding shows a text in quotes, which a header or a form does not.
    const bool quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
    if (quoted) text = text.substr(1, text.size() - 2);
    remember(text);
    return hidden(text);
}

void Redactor::remember(std::string_view secret) {
    secret = secret.substr(0, longest_remembered);
    // A finding may show one line of several.
    while (!secret.empty()) {
        const std::size_t end = std::min(secret.find_first_of("\r\n"), secret.size());
        const bool keep = end >= shortest_remembered && taken_.size() < most_remembered;
        if (keep) taken_.emplace_back(secret.substr(0, end));
        secret.remove_prefix(std::min(end + 1, secret.size()));
    }
}

std::string Redactor::text(std::string_view text) {
    const auto by_name = [this](std::string_view secret, bool bare) {
        return bare ? '"' + token(secret) + '"' : token(secret);
    };
    const std::string once = replaced(text, secrets_by_name(text), by_name);
    return replaced(once, secrets_by_form(once), [this](std::string_view secret, bool) {
        return token(secret);
    });
}

std::string Redactor::bytes(std::string_view bytes) {
    const auto filler = [this](std::string_view secret, bool) {
        std::string out;
        while (out.size() < secret.size()) out += token(secret);
        out.resize(secret.size());
        return out;
    };
    const std::string once = replaced(bytes, secrets_by_name(bytes), filler);
    return replaced(once, secrets_by_form(once), filler);
}

std::string Redactor::url(std::string_view url) {
    const std::size_t start = url.find_first_of("?#");
    if (start == std::string_view::npos) return text(url);
    std::string out(url.substr(0, start + 1));
    return text(out + parameters(url.substr(start + 1), "&#"));
}

std::string Redactor::links(std::string_view field) { return text(parameters(field, "&#>\"")); }

std::string Redactor::form(std::string_view form) { return text(parameters(form, "&")); }

std::string Redactor::parameters(std::string_view text, std::string_view value_ends) {
    constexpr std::string_view name_begins_behind = "?&#;";
    std::string out;
    while (!text.empty()) {
        const std::size_t name_end = std::min(text.find_first_of("=?&#;"), text.size());
        const std::string_view name = text.substr(0, name_end);
        out += name;
        text.remove_prefix(name_end);
        const bool secret = text.starts_with('=') && (routing::names_secret(name) ||
                                                      is_secret_name(body::form_decoded(name)));
        if (secret) {
            const std::size_t end = std::min(text.find_first_of(value_ends), text.size());
            out.append("=").append(end > 1 ? token(text.substr(1, end - 1)) : "");
            text.remove_prefix(end);
        }
        const std::size_t delimiter = text.find_first_of(name_begins_behind);
        const std::size_t next = std::min(delimiter, text.size());
        const std::size_t used = std::min(next + 1, text.size());
        out += text.substr(0, used);
        text.remove_prefix(used);
    }
    return out;
}

std::string Redactor::set_cookie(std::string_view field) {
    const std::size_t end = std::min(field.find(';'), field.size());
    const std::string_view pair = field.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return token(pair).append(field.substr(end));
    const std::string_view value = text::trimmed(pair.substr(equals + 1));
    std::string out(field.substr(0, equals + 1));
    if (!value.empty()) out += token(value);
    return out.append(field.substr(end));
}

std::string Redactor::excerpt(std::string_view text) {
    constexpr std::string_view cut = "...";
    std::string out = this->text(text);
    const bool was_cut = out.ends_with(cut);
    if (was_cut) out.resize(out.size() - cut.size());
    for (const std::string& secret : taken_) {
        replace_all(out, secret, hidden(secret));
        for (std::size_t size = std::min(secret.size(), out.size()); size >= shortest_piece;
             --size) {
            if (!out.ends_with(std::string_view(secret).substr(0, size))) continue;
            out.replace(out.size() - size, size, hidden(secret));
            break;
        }
        // "line 7: " and "differs at byte 7: " stand in front of an excerpt.
        const std::size_t colon = out.find(": ");
        const std::size_t from = colon < 40 ? colon + 2 : 0;
        const std::string_view shown = std::string_view(out).substr(from);
        for (std::size_t size = std::min(secret.size(), shown.size()); size >= shortest_piece;
             --size) {
            if (!shown.starts_with(std::string_view(secret).substr(secret.size() - size))) continue;
            out.replace(from, size, hidden(secret));
            break;
        }
    }
    if (was_cut) out += cut;
    return out;
}

}  // namespace crossfade::redaction
