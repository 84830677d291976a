// A content-type taken apart (RFC 9110 section 8.3), so that two spellings of one type are the
// same.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace crossfade::text {

struct MediaType {
    std::string name;     // "application/json", lower case; empty if there was no content-type
    std::string charset;  // lower case; of JSON, where UTF-8 goes without saying, empty for it
    std::map<std::string, std::string> parameters;  // the others
    std::string boundary;                           // of multipart; random, and so no difference

    bool operator==(const MediaType& other) const {
        return name == other.name && charset == other.charset && parameters == other.parameters;
    }
};

[[nodiscard]] MediaType media_type_of(std::string_view content_type);

/// How a body is read for the comparison.
enum class BodyFormat {
    json,
    xml,
    html,
    form,          // application/x-www-form-urlencoded
    json_lines,    // application/x-ndjson, application/jsonl, application/json-seq ...
    event_stream,  // text/event-stream
    grpc,          // application/grpc*, but for the text form of gRPC-Web
    protobuf,      // application/protobuf, application/x-protobuf
    multipart,     // multipart/*
    text,          // all other text/*, JavaScript, YAML; and where there is no type
    binary
};

[[nodiscard]] BodyFormat format_of(const MediaType& type) noexcept;

/// application/json, text/json, or anything that ends in +json and is no gRPC.
[[nodiscard]] bool is_json(const MediaType& type) noexcept;

/// "json", "xml", "html", "form", "json lines", "event stream", "grpc", "protobuf", "multipart",
/// "text", "binary".
[[nodiscard]] std::string_view name_of(BodyFormat format) noexcept;

/// The name of the format. For class transitions.
[[nodiscard]] std::string_view family_of(const MediaType& type) noexcept;

}  // namespace crossfade::text
