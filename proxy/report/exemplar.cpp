// See exemplar.hpp.
#include "proxy/report/exemplar.hpp"

#include "proxy/json/string.hpp"
#include "proxy/json/utf8.hpp"
#include "proxy/record/body_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace crossfade::report {
namespace {

constexpr std::size_t max_body = 4'000;          // shown of one side
constexpr std::size_t max_request_body = 2'000;  // in a command

/// Fields that curl or the connection sets.
constexpr std::array<std::string_view, 9> not_sent{"host",
                                                   "content-length",
                                                   "connection",
                                                   "keep-alive",
                                                   "transfer-encoding",
                                                   "te",
                                                   "trailer",
                                                   "upgrade",
                                                   "accept-encoding"};

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return out;
}

bool is_text(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const std::size_t length = json::utf8_length(bytes);
        if (length == 0 || bytes.front() == '\0') return false;
        bytes.remove_prefix(length);
    }
    return true;
}

/// Cut between two characters.
std::string cut(std::string_view text, std::size_t most) {
    if (!is_text(text)) return {};
    if (text.size() <= most) return std::string(text);
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return std::string(text.substr(0, most)) + " ...";
}

/// Bodies as they are kept: without content coding, redacted.
std::string body_of(const compare::RecordedResponse& response) {
    return cut(response.body, max_body);
}

std::string curl_of(const compare::RecordedRequest& request,
                    const std::string& url,
                    std::string_view variable) {
    std::string out = "curl -sS -i";
    if (request.method == "HEAD") {
        out += " --head";
    } else if (request.method != "GET") {
        out += " -X " + shell_word(request.method);
    }
    for (const auto& [name, value] : request.headers) {
        const auto known = std::find(not_sent.begin(), not_sent.end(), lower(name));
        if (known == not_sent.end()) out += " -H " + shell_word(name + ": " + value);
    }
    if (!request.body.empty() && request.body.size() <= max_request_body && is_text(request.body)) {
        out += " --data-raw " + shell_word(request.body);
    }
    const bool absolute = !request.path.starts_with('/');
    const std::string base = url.empty() ? "\"$" + std::string(variable) + '"' : shell_word(url);
    return out + ' ' + base + shell_word((absolute ? "/" : "") + request.path);
}

}  // namespace

std::string shell_word(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + '\'';
}

Exemplar exemplar_of(const record::Record& record, const Settings& settings) {
    const compare::Pair& pair = record.pair;
    Exemplar exemplar;
    exemplar.id = pair.id;
    exemplar.signature = record.result.signature;
    exemplar.time = pair.time;
    exemplar.route = pair.route;
    exemplar.mirror = pair.mirror;
    exemplar.build = pair.build;
    exemplar.method = pair.request.method;
    exemplar.path = pair.request.path;
    exemplar.live_status = pair.live.status;
    exemplar.shadow_status = pair.shadow.status;
    exemplar.findings = record.result.findings;
    exemplar.live_body = body_of(pair.live);
    exemplar.shadow_body = body_of(pair.shadow);
    const MirrorSettings* known = settings.find(pair.route, pair.mirror);
    exemplar.live_curl = curl_of(pair.request, known != nullptr ? known->live_url : "", "LIVE");
    exemplar.shadow_curl =
        curl_of(pair.request, known != nullptr ? known->shadow_url : "", "SHADOW");
    return exemplar;
}

}  // namespace crossfade::report
