// Records from text; see record.hpp. Each reader says what it expected and where, by returning an
// error text that is empty when all was well.
#include "proxy/json/string.hpp"
#include "proxy/json/values.hpp"
#include "proxy/record/body_text.hpp"
#include "proxy/record/record.hpp"
#include "proxy/record/time_text.hpp"

#include <charconv>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

namespace crossfade::record {
namespace {

constexpr std::size_t max_members = 64;
constexpr std::size_t max_headers = 1'000;
constexpr std::size_t max_findings = 1'000;
constexpr int max_status = 999;

using Error = std::string;  // empty: none
using MemberReader = std::function<Error(std::string_view value)>;
using MemberReaders = std::map<std::string_view, MemberReader>;

Error expected(std::string_view what) { return "must be " + std::string(what); }

/// Gives each known member of the object to its reader. Errors carry the member's name in front.
Error read_members(std::string_view value, const MemberReaders& readers) {
    if (json::type_of(value) != json::Type::object) return expected("an object");
    const auto members = json::members_of(value, max_members);
    if (!members) return "has a member twice, a broken name, or more than 64 members";
    for (const auto& member : *members) {
        const auto reader = readers.find(member.name);
        if (reader == readers.end()) continue;
        Error error = reader->second(member.value);
        if (error.empty()) continue;
        const bool nested = !error.starts_with("must ") && !error.starts_with("has ");
        return member.name + (nested ? "." : " ") + error;
    }
    return {};
}

MemberReader into_text(std::string& out) {
    return [&out](std::string_view value) -> Error {
        auto text =
            json::type_of(value) == json::Type::string ? json::text_of_string(value) : std::nullopt;
        if (!text) return expected("a string");
        out = std::move(*text);
        return {};
    };
}

MemberReader into_bytes(std::string& out) {
    return [&out](std::string_view value) -> Error {
        auto bytes = bytes_of(value);
        if (!bytes) return expected("JSON, a string, or {\"base64\": ...}");
        out = std::move(*bytes);
        return {};
    };
}

MemberReader into_flag(bool& out) {
    return [&out](std::string_view value) -> Error {
        if (json::type_of(value) != json::Type::boolean) return expected("true or false");
        out = value.find('t') == 0;
        return {};
    };
}

Error read_header(std::string_view value, compare::HeaderList& out) {
    const auto parts =
        json::type_of(value) == json::Type::array ? json::elements_of(value, 2) : std::nullopt;
    if (!parts || parts->size() != 2) return "must hold [name, value] pairs";
    std::pair<std::string, std::string> field;
    if (!into_text(field.first)((*parts)[0]).empty()) return "must hold names that are strings";
    const json::Type type = json::type_of((*parts)[1]);
    auto bytes = bytes_of((*parts)[1]);
    if ((type != json::Type::string && type != json::Type::object) || !bytes) {
        return "must hold values that are strings or {\"base64\": ...}";
    }
    field.second = std::move(*bytes);
    out.push_back(std::move(field));
    return {};
}

MemberReader into_headers(compare::HeaderList& out) {
    return [&out](std::string_view value) -> Error {
        if (json::type_of(value) != json::Type::array) return expected("a list of [name, value]");
        const auto elements = json::elements_of(value, max_headers);
        if (!elements) return "has more than 1000 fields";
        for (const auto element : *elements) {
            if (Error error = read_header(element, out); !error.empty()) return error;
        }
        return {};
    };
}

Error read_request(std::string_view value, compare::RecordedRequest& out) {
    return read_members(value,
                        {{"method", into_text(out.method)},
                         {"path", into_bytes(out.path)},
                         {"headers", into_headers(out.headers)},
                         {"body", into_bytes(out.body)}});
}

MemberReader into_status(int& out) {
    return [&out](std::string_view value) -> Error {
        const auto number = json::whole_number_of(value);
        if (!number || *number < 100 || *number > max_status) return expected("from 100 to 999");
        out = static_cast<int>(*number);
        return {};
    };
}

MemberReader into_count(std::uint64_t& out) {
    return [&out](std::string_view value) -> Error {
        const auto number = json::whole_number_of(value);
        if (!number) return expected("a whole number");
        out = *number;
        return {};
    };
}

MemberReader into_hash(std::uint64_t& out) {
    return [&out](std::string_view value) -> Error {
        std::string text;
        if (!into_text(text)(value).empty() || text.size() != 16) {
            return expected("16 hex digits");
        }
        const char* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, out, 16);
        return error == std::errc{} && stop == end ? Error{} : expected("16 hex digits");
    };
}

Error read_response(std::string_view value, compare::RecordedResponse& out, std::string& coding) {
    Error error = read_members(value,
                               {{"status", into_status(out.status)},
                                {"headers", into_headers(out.headers)},
                                {"trailers", into_headers(out.trailers)},
                                {"content_coding", into_text(coding)},
                                {"body", into_bytes(out.body)},
                                {"truncated", into_flag(out.truncated)},
                                {"body_size", into_count(out.body_size)},
                                {"body_hash", into_hash(out.body_hash)}});
    if (!error.empty()) return error;
    if (out.status == 0) return "must have a status";
    if (!out.truncated) out.body_size = out.body.size();
    return {};
}

/// Milliseconds, perhaps with a fraction.
MemberReader into_duration(std::chrono::microseconds& out) {
    return [&out](std::string_view value) -> Error {
        constexpr double longest = 1e12;
        double number = -1;
        const char* end = value.data() + value.size();
        const auto [stop, error] = std::from_chars(value.data(), end, number);
        const bool whole = error == std::errc{} && stop == end;
        if (!whole || !(number >= 0) || number > longest) return expected("milliseconds");
        out = std::chrono::microseconds(std::llround(number * 1'000));
        return {};
    };
}

MemberReader into_time(std::chrono::system_clock::time_point& out) {
    return [&out](std::string_view value) -> Error {
        std::string text;
        const bool is_text = into_text(text)(value).empty();
        const auto time = is_text ? parse_rfc3339(text) : std::nullopt;
        if (!time) return expected("a time such as 2026-11-21T04:56:13.042Z");
        out = *time;
        return {};
    };
}

std::optional<compare::Kind> kind_of(std::string_view name) noexcept {
    using compare::Kind;
    for (const Kind kind :
         {Kind::value, Kind::type, Kind::missing, Kind::extra, Kind::length, Kind::order}) {
        if (name_of(kind) == name) return kind;
    }
    return std::nullopt;
}

MemberReader into_kind(compare::Kind& out) {
    return [&out](std::string_view value) -> Error {
        std::string text;
        const bool is_text = into_text(text)(value).empty();
        const auto kind = is_text ? kind_of(text) : std::nullopt;
        if (!kind) return expected("value, type, missing, extra, length or order");
        out = *kind;
        return {};
    };
}

/// Each element of a list by `read`, which is given a new element of `out` to fill.
template <class Element, class Read>
MemberReader into_list(std::vector<Element>& out, Read read) {
    return [&out, read](std::string_view value) -> Error {
        if (json::type_of(value) != json::Type::array) return expected("a list");
        const auto elements = json::elements_of(value, max_findings);
        if (!elements) return "has more than 1000 elements";
        for (const auto element : *elements) {
            if (Error error = read(element, out.emplace_back()); !error.empty()) return error;
        }
        return {};
    };
}

Error read_finding(std::string_view value, compare::Finding& out) {
    return read_members(value,
                        {{"path", into_text(out.path)},
                         {"kind", into_kind(out.kind)},
                         {"class", into_text(out.transition)},
                         {"live", into_text(out.live)},
                         {"shadow", into_text(out.shadow)}});
}

Error read_hidden(std::string_view value, compare::Hidden& out) {
    return read_members(value,
                        {{"path", into_text(out.path)},
                         {"class", into_text(out.transition)},
                         {"by", into_text(out.by)}});
}

MemberReader into_verdict(compare::Verdict& out, bool& judged) {
    return [&out, &judged](std::string_view value) -> Error {
        std::string text;
        const bool is_text = into_text(text)(value).empty();
        const auto verdict = is_text ? compare::verdict_of(text) : std::nullopt;
        if (!verdict) return expected("a verdict such as match or mismatch");
        out = *verdict;
        judged = true;
        return {};
    };
}

Error read(std::string_view line, Record& out, bool& judged) {
    if (line.size() > max_record_size) return "longer than 64 MiB";
    if (!json::is_json(line)) return "not JSON, or nested too deeply";
    compare::Pair& pair = out.pair;
    const auto into_response = [](auto& response, std::string& coding) -> MemberReader {
        return [&](std::string_view value) { return read_response(value, response, coding); };
    };
    Error error = read_members(
        line,
        {{"id", into_text(pair.id)},
         {"time", into_time(pair.time)},
         {"route", into_text(pair.route)},
         {"mirror", into_text(pair.mirror)},
         {"build", into_text(pair.build)},
         {"user", into_text(pair.user)},
         {"request", [&pair](std::string_view value) { return read_request(value, pair.request); }},
         {"live", into_response(pair.live, out.live_coding)},
         {"shadow", into_response(pair.shadow, out.shadow_coding)},
         {"live_ms", into_duration(pair.live_time)},
         {"shadow_ms", into_duration(pair.shadow_time)},
         {"client_left", into_flag(pair.client_left)},
         {"verdict", into_verdict(out.result.verdict, judged)},
         {"reason", into_text(out.result.reason)},
         {"findings", into_list(out.result.findings, read_finding)},
         {"signature", into_text(out.result.signature)},
         {"hidden", into_list(out.result.hidden, read_hidden)}});
    if (!error.empty()) return error;
    if (pair.live.status == 0) return "live is missing";
    return pair.shadow.status == 0 ? "shadow is missing" : "";
}

}  // namespace

ReadRecord read_record(std::string_view line) {
    ReadRecord out;
    Record record;
    out.error = read(line, record, out.judged);
    if (out.error.empty()) out.record = std::move(record);
    return out;
}

}  // namespace crossfade::record
