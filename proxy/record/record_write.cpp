// Records to text; see record.hpp.
#include "proxy/coding/decode.hpp"
#include "proxy/json/members.hpp"
#include "proxy/json/string.hpp"
#include "proxy/record/body_text.hpp"
#include "proxy/record/fields.hpp"
#include "proxy/record/findings_json.hpp"
#include "proxy/record/record.hpp"
#include "proxy/record/time_text.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>

namespace crossfade::record {
namespace {

void append_fields(std::string& out, std::string_view section, const compare::HeaderList& fields) {
    json::append_name(out, section);
    out += '[';
    for (const auto& [name, value] : fields) {
        if (out.back() != '[') out += ',';
        out += '[';
        json::append_string(out, name);
        out += ',';
        append_bytes(out, value);
        out += ']';
    }
    out += ']';
}

void append_request(std::string& out, const compare::RecordedRequest& request) {
    json::append_name(out, "request");
    out += '{';
    json::append_text(out, "method", request.method);
    json::append_name(out, "path");
    append_bytes(out, request.path);
    append_fields(out, "headers", request.headers);
    json::append_name(out, "body");
    append_body(out, request.body, has_json_type(request.headers), true);
    out += '}';
}

void append_response(std::string& out,
                     std::string_view name,
                     const compare::RecordedResponse& response,
                     std::string_view coding) {
    json::append_name(out, name);
    out += '{';
    json::append_name(out, "status");
    out += std::to_string(response.status);
    append_fields(out, "headers", response.headers);
    if (!response.trailers.empty()) append_fields(out, "trailers", response.trailers);
    if (!coding.empty()) json::append_text(out, "content_coding", coding);
    json::append_name(out, "body");
    append_body(out, response.body, has_json_type(response.headers), !response.truncated);
    if (response.truncated) {
        json::append_name(out, "truncated");
        out += "true";
        json::append_name(out, "body_size");
        out += std::to_string(response.body_size);
        std::array<char, 17> hash{};
        std::snprintf(hash.data(),
                      hash.size(),
                      "%016llx",
                      static_cast<unsigned long long>(response.body_hash));
        json::append_text(out, "body_hash", hash.data());
    }
    out += '}';
}

/// Absent where unknown. Milliseconds with what is left of the microsecond behind the point.
void append_time(std::string& out, std::string_view name, std::chrono::microseconds time) {
    if (time.count() <= 0) return;
    json::append_name(out, name);
    out += std::to_string(time.count() / 1'000);
    const auto rest = static_cast<int>(time.count() % 1'000);
    if (rest == 0) return;
    std::array<char, 5> digits{};
    std::snprintf(digits.data(), digits.size(), ".%03d", rest);
    out += digits.data();
}

/// Takes the coding off; what it was, empty if nothing was taken off.
std::string take_coding(compare::RecordedResponse& response) {
    const auto field = find_field(response.headers, "content-encoding");
    if (response.truncated || response.body.empty() || field == response.headers.end()) return {};
    // Which of two fields was applied first, their order need not say: left alone.
    const bool single = count_fields(response.headers, "content-encoding") == 1;
    if (!single || coding::is_identity(field->second)) return {};
    coding::Decoded plain = coding::decode(response.body, field->second);
    if (!plain.good()) return {};
    std::string coding = std::move(field->second);
    response.headers.erase(field);
    response.body = std::move(plain.bytes);
    return coding;
}

}  // namespace

Record storable(compare::Pair pair, compare::Result result) {
    Record record{std::move(pair), std::move(result), {}, {}};
    record.live_coding = take_coding(record.pair.live);
    record.shadow_coding = take_coding(record.pair.shadow);
    return record;
}

std::string to_line(const Record& record) {
    const compare::Pair& pair = record.pair;
    std::string out = "{";
    json::append_text(out, "id", pair.id);
    json::append_text(out, "time", rfc3339(pair.time));
    json::append_text(out, "route", pair.route);
    json::append_text(out, "mirror", pair.mirror);
    if (!pair.build.empty()) json::append_text(out, "build", pair.build);
    if (!pair.user.empty()) json::append_text(out, "user", pair.user);
    append_request(out, pair.request);
    append_response(out, "live", pair.live, record.live_coding);
    append_response(out, "shadow", pair.shadow, record.shadow_coding);
    append_time(out, "live_ms", pair.live_time);
    append_time(out, "shadow_ms", pair.shadow_time);
    if (pair.client_left) {
        json::append_name(out, "client_left");
        out += "true";
    }
    json::append_text(out, "verdict", name_of(record.result.verdict));
    if (!record.result.reason.empty()) json::append_text(out, "reason", record.result.reason);
    json::append_name(out, "findings");
    append_findings(out, record.result.findings);
    json::append_text(out, "signature", record.result.signature);
    if (!record.result.hidden.empty()) {
        json::append_name(out, "hidden");
        append_hidden(out, record.result.hidden);
    }
    out += '}';
    return out;
}

}  // namespace crossfade::record
