// See multipart_reading.hpp.
#include "proxy/compare/multipart_reading.hpp"

#include "proxy/body/multipart.hpp"
#include "proxy/body/sniff.hpp"
#include "proxy/compare/binary_diff.hpp"
#include "proxy/compare/readings.hpp"
#include "proxy/json/members.hpp"
#include "proxy/json/string.hpp"
#include "proxy/json/values.hpp"
#include "proxy/text/text.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <utility>

namespace crossfade::compare {
namespace {

using Status = body::Reading::Status;

constexpr unsigned most_levels = 2;
constexpr std::size_t deepest_json = 400;  // below body::reading_depth, with what is around it

/// The parameters of a field: form-data; name="a"; filename="b".
std::map<std::string, std::string> parameters_of(std::string_view value) {
    std::map<std::string, std::string> parameters;
    const auto items = text::split_list(value, ';');
    for (std::size_t i = 1; i < items.size(); ++i) {
        const std::size_t equals = items[i].find('=');
        if (equals == std::string_view::npos) continue;
        parameters.emplace(text::lowered(text::trimmed(items[i].substr(0, equals))),
                           std::string(text::unquoted(text::trimmed(items[i].substr(equals + 1)))));
    }
    return parameters;
}

/// Writes parts until something is wrong with one.
class Writer {
public:
    /// Of a whole body.
    Status body(std::string_view bytes, const text::MediaType& type, unsigned level);

    std::string out;

private:
    Status part(const body::Part& part, bool of_form, unsigned level);
    Status content(std::string_view bytes, const text::MediaType& type, unsigned level);
    Status message(std::string_view bytes, unsigned level);
};

Status Writer::body(std::string_view bytes, const text::MediaType& type, unsigned level) {
    const body::Parts parts = body::split_multipart(bytes, type.boundary);
    if (parts.status != Status::good) return parts.status;
    const bool form = type.name == "multipart/form-data";
    out += form ? '{' : '[';
    for (const body::Part& each : parts.parts) {
        if (&each != &parts.parts.front()) out += ',';
        const Status status = part(each, form, level);
        if (status != Status::good) return status;
    }
    out += form ? '}' : ']';
    return Status::good;
}

Status Writer::part(const body::Part& part, bool of_form, unsigned level) {
    std::string head = "{";
    std::string headers = "{";
    std::string name;
    text::MediaType type;
    for (const auto& [field, value] : part.fields) {
        const std::string lower = text::lowered(field);
        if (lower == "content-type") {
            type = text::media_type_of(value);
            const std::string charset = type.charset.empty() ? "" : "; charset=" + type.charset;
            json::append_text(head, "type", type.name + charset);
        } else if (lower == "content-disposition" && of_form) {
            const auto parameters = parameters_of(value);
            if (const auto found = parameters.find("name"); found != parameters.end()) {
                name = found->second;
            }
            if (const auto found = parameters.find("filename"); found != parameters.end()) {
                json::append_text(head, "filename", found->second);
            }
        } else if (lower != "content-length") {
            json::append_text(headers, lower, value);
        }
    }
    if (of_form) {
        json::append_string(out, name);
        out += ':';
    }
    out += head;
    if (headers.size() > 1) {
        json::append_name(out, "headers");
        out += headers + "}";
    }
    json::append_name(out, "content");
    const Status status = content(part.content, type, level);
    out += '}';
    return status;
}

Status Writer::content(std::string_view bytes, const text::MediaType& type, unsigned level) {
    const text::BodyFormat format = text::format_of(type);
    const bool vague = type.name.empty() || type.name == "text/plain";
    const bool container = bytes.starts_with('{') || bytes.starts_with('[');
    const bool may_be_json = format == text::BodyFormat::json || (vague && container);
    if (may_be_json && json::is_json(bytes, deepest_json)) {
        out += bytes;
        return Status::good;
    }
    const std::size_t size = out.size();
    Status status = Status::malformed;
    if (format == text::BodyFormat::multipart) {
        if (level < most_levels) status = body(bytes, type, level + 1);
    } else if (type.name == "application/http") {
        if (level < most_levels) status = message(bytes, level + 1);
    } else if (has_reading(format)) {
        const body::Reading reading = read_as(format, bytes, type, {});
        status = reading.status;
        out += reading.json;
    }
    if (status == Status::good || status == Status::over_budget) return status;
    out.resize(size);
    const bool text = body::sniffed(bytes) == "text";
    json::append_string(out, text ? std::string(bytes) : binary_text(bytes));
    return Status::good;
}

/// What batches are made of: "HTTP/1.1 200 OK", fields, and a body.
Status Writer::message(std::string_view bytes, unsigned level) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) return Status::malformed;
    std::string_view start = bytes.substr(0, end);
    if (start.ends_with('\r')) start.remove_suffix(1);
    body::Part inner;
    const Status status = body::split_part(bytes.substr(end + 1), inner);
    if (status != Status::good) return status;
    out += '{';
    json::append_text(out, "start", start);
    json::append_name(out, "message");
    const Status read = part(inner, false, level);
    out += '}';
    return read;
}

}  // namespace

body::Reading read_multipart(std::string_view bytes, const text::MediaType& type) {
    body::Reading reading;
    Writer writer;
    reading.status = writer.body(bytes, type, 1);
    if (!reading.good()) return reading;
    reading.json = std::move(writer.out);
    reading.set_aside.push_back({"boundary", body::hash_on(0, type.boundary)});
    return reading;
}

}  // namespace crossfade::compare
