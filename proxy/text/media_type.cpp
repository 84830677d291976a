// See media_type.hpp.
#include "proxy/text/media_type.hpp"

#include "proxy/text/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace crossfade::text {
namespace {

constexpr std::array<std::string_view, 6> json_lines{"application/x-ndjson",
                                                     "application/ndjson",
                                                     "application/jsonl",
                                                     "application/x-jsonlines",
                                                     "application/jsonlines",
                                                     "application/json-seq"};
constexpr std::array<std::string_view, 4> protobuf{"application/protobuf",
                                                   "application/x-protobuf",
                                                   "application/vnd.google.protobuf",
                                                   "application/x-google-protobuf"};
constexpr std::array<std::string_view, 6> other_text{"application/javascript",
                                                     "application/x-javascript",
                                                     "application/yaml",
                                                     "application/x-yaml",
                                                     "application/graphql",
                                                     "application/sql"};

template <std::size_t size>
bool is_one_of(std::string_view name, const std::array<std::string_view, size>& names) noexcept {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_grpc(std::string_view name) noexcept {
    return name.starts_with("application/grpc") && !name.starts_with("application/grpc-web-text");
}

}  // namespace

MediaType media_type_of(std::string_view content_type) {
    MediaType type;
    const auto parts = split_list(content_type, ';');
    if (parts.empty()) return type;
    type.name = lowered(parts[0]);
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::size_t equals = std::min(parts[i].find('='), parts[i].size());
        const std::string name = lowered(trimmed(parts[i].substr(0, equals)));
        const auto rest = parts[i].substr(std::min(equals + 1, parts[i].size()));
        const std::string_view value = unquoted(trimmed(rest));
        if (name == "charset") {
            type.charset = lowered(value);
        } else if (name == "boundary") {
            type.boundary = value;
        } else {
            type.parameters[name] = value;
        }
    }
    if (type.charset == "utf8") type.charset = "utf-8";
    if (is_json(type) && type.charset == "utf-8") type.charset.clear();
    return type;
}

bool is_json(const MediaType& type) noexcept {
    const std::string_view name = type.name;
    return name == "application/json" || name == "text/json" ||
           (name.ends_with("+json") && !is_grpc(name));
}

BodyFormat format_of(const MediaType& type) noexcept {
    const std::string_view name = type.name;
    if (is_grpc(name)) return BodyFormat::grpc;
    if (is_json(type)) return BodyFormat::json;
    if (name.find("html") != std::string_view::npos) return BodyFormat::html;
    if (name.ends_with("/xml") || name.ends_with("+xml")) return BodyFormat::xml;
    if (name == "application/x-www-form-urlencoded") return BodyFormat::form;
    if (name == "text/event-stream") return BodyFormat::event_stream;
    if (is_one_of(name, json_lines)) return BodyFormat::json_lines;
    if (is_one_of(name, protobuf)) return BodyFormat::protobuf;
    if (name.starts_with("multipart/")) return BodyFormat::multipart;
    const bool text = name.empty() || name.starts_with("text/") || is_one_of(name, other_text);
    return text ? BodyFormat::text : BodyFormat::binary;
}

std::string_view name_of(BodyFormat format) noexcept {
    switch (format) {
        case BodyFormat::json:
            return "json";
        case BodyFormat::xml:
            return "xml";
        case BodyFormat::html:
            return "html";
        case BodyFormat::form:
            return "form";
        case BodyFormat::json_lines:
            return "json lines";
        case BodyFormat::event_stream:
            return "event stream";
        case BodyFormat::grpc:
            return "grpc";
        case BodyFormat::protobuf:
            return "protobuf";
        case BodyFormat::multipart:
            return "multipart";
        case BodyFormat::text:
            return "text";
        case BodyFormat::binary:
            return "binary";
    }
    return {};
}

std::string_view family_of(const MediaType& type) noexcept { return name_of(format_of(type)); }

}  // namespace crossfade::text
