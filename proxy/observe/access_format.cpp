// A record as one line of JSON. Runs on the log's thread. Everything in a record may be foreign
// bytes: nothing is copied through that could end the line, break the JSON or drive a terminal.
#include "proxy/json/string.hpp"
#include "proxy/observe/access_log.hpp"
#include "proxy/observe/redact_query.hpp"

#include <array>
#include <charconv>
#include <cstddef>

namespace crossfade::observe {
namespace {

void append_padded(std::string& out, std::int64_t number, std::size_t width) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    const auto size = static_cast<std::size_t>(end - digits.data());
    if (size < width) out.append(width - size, '0');
    out.append(digits.data(), size);
}

// "2026-11-21T05:04:03.123456Z" (RFC 3339).
void append_time(std::string& out, std::chrono::system_clock::time_point time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<microseconds>(time - day));
    append_padded(out, int{date.year()}, 4);
    out += '-';
    append_padded(out, unsigned{date.month()}, 2);
    out += '-';
    append_padded(out, unsigned{date.day()}, 2);
    out += 'T';
    append_padded(out, clock.hours().count(), 2);
    out += ':';
    append_padded(out, clock.minutes().count(), 2);
    out += ':';
    append_padded(out, clock.seconds().count(), 2);
    out += '.';
    append_padded(out, clock.subseconds().count(), 6);
    out += 'Z';
}

// Members of one object; names are our own and need no escaping.
class Members {
public:
    explicit Members(std::string& out) : out_(&out) { out += '{'; }

    void text(std::string_view name, std::string_view value) {
        key(name);
        json::append_string(*out_, value);
    }
    void text_or_null(std::string_view name, std::string_view value) {
        value.empty() ? null(name) : text(name, value);
    }
    void null(std::string_view name) {
        key(name);
        *out_ += "null";
    }
    void flag(std::string_view name, bool value) {
        key(name);
        *out_ += value ? "true" : "false";
    }
    void number(std::string_view name, std::uint64_t value) {
        key(name);
        append_padded(*out_, static_cast<std::int64_t>(value), 1);
    }
    void time(std::string_view name, std::chrono::system_clock::time_point value) {
        key(name);
        *out_ += '"';
        append_time(*out_, value);
        *out_ += '"';
    }
    // With microseconds as decimals.
    void milliseconds(std::string_view name, std::chrono::nanoseconds value) {
        if (value.count() < 0) return null(name);
        const std::int64_t microseconds = value.count() / 1'000;
        key(name);
        append_padded(*out_, microseconds / 1'000, 1);
        *out_ += '.';
        append_padded(*out_, microseconds % 1'000, 3);
    }
    void close() { *out_ += '}'; }

private:
    void key(std::string_view name) {
        if (!first_) *out_ += ',';
        first_ = false;
        *out_ += '"';
        out_->append(name);
        *out_ += "\":";
    }

    std::string* out_;
    bool first_ = true;
};

bool any_truncated(const AccessRecord& record) noexcept {
    return record.method.truncated() || record.target.truncated() || record.host.truncated() ||
           record.client_address.truncated() || record.peer_address.truncated() ||
           record.request_id.truncated() || record.listener.truncated() ||
           record.route.truncated() || record.backend.truncated() || record.endpoint.truncated();
}

}  // namespace

void append_json(std::string& line, const AccessRecord& record) {
    Members members(line);
    members.time("time", record.time);
    members.text("request_id", record.request_id.view());
    members.text("client", record.client_address.view());
    if (const auto peer = record.peer_address.view(); !peer.empty()) members.text("peer", peer);
    members.text_or_null("listener", record.listener.view());
    members.text("protocol", record.protocol);
    members.null("tls");
    members.text("method", record.method.view());
    members.text("host", record.host.view());
    members.text("path", with_secrets_redacted(record.target.view()));
    members.number("status", static_cast<std::uint64_t>(record.status));
    members.text_or_null("reason", record.reason);
    members.text_or_null("route", record.route.view());
    members.text_or_null("backend", record.backend.view());
    members.text_or_null("endpoint", record.endpoint.view());
    members.number("attempts", record.attempts);
    members.text_or_null("fallback_from", record.fallback_from.view());
    members.number("bytes_in", record.bytes_in);
    members.number("bytes_out", record.bytes_out);
    members.milliseconds("duration_ms", record.duration);
    members.milliseconds("connect_ms", record.backend_connect);
    members.milliseconds("first_byte_ms", record.backend_first_byte);
    members.text_or_null("key", record.key_source);
    if (record.key_source.empty()) {
        members.null("bucket");
    } else {
        members.number("bucket", record.bucket);
    }
    members.flag("override", record.overridden);
    members.number("mirrors", record.mirrors);
    members.flag("client_left", record.client_left);
    members.number("generation", record.generation);
    if (any_truncated(record)) members.flag("truncated", true);
    members.close();
}

}  // namespace crossfade::observe
