// Foreign bodies read as JSON: the input's first byte chooses the format. Nothing throws, what is
// good is JSON, what is read twice reads the same, and nothing grows out of proportion.
#include "proxy/body/form.hpp"
#include "proxy/body/grpc.hpp"
#include "proxy/body/html.hpp"
#include "proxy/body/messages.hpp"
#include "proxy/body/protobuf.hpp"
#include "proxy/body/sniff.hpp"
#include "proxy/body/xml.hpp"
#include "proxy/compare/json_document.hpp"
#include "proxy/compare/multipart_reading.hpp"
#include "tests/fuzz/support.hpp"

#include <string_view>

namespace crossfade::fuzz {
namespace {

body::Reading read(char format, std::string_view text) {
    switch (format) {
        case 'x':
            return body::read_xml(text);
        case 'h':
            return body::read_html(text);
        case 'f':
            return body::read_form(text);
        case 'l':
            return body::read_json_lines(text);
        case 'e':
            return body::read_event_stream(text);
        case 'g':
            return body::read_grpc(text, "gzip", false);
        case 'j':
            return body::read_grpc(text, "zstd", true);
        case 'm':
        case 'd': {
            const std::string_view boundary = text.substr(0, text.find('\n'));
            text::MediaType type;
            type.name = format == 'm' ? "multipart/mixed" : "multipart/form-data";
            type.boundary = boundary;
            return compare::read_multipart(text.substr(boundary.size()), type);
        }
        default:
            return body::read_protobuf(text);
    }
}

void run(std::string_view text) {
    if (text.empty()) return;
    const char format = text[0];
    text.remove_prefix(1);
    const body::Reading once = read(format, text);
    const body::Reading again = read(format, text);
    check(once.json == again.json && once.set_aside == again.set_aside, "reading has no chance");
    static_cast<void>(body::sniffed(text));
    if (!once.good()) return check(once.json.empty(), "only what is good has a text");
    // Compressed messages of gRPC may be longer than what they come from.
    const bool coded = format == 'g' || format == 'j';
    check(coded || once.json.size() < 1000 + 200 * text.size(), "the text is in proportion");
    const auto document = compare::JsonDocument::parse(once.json, {body::reading_depth, 1'000'000});
    check(document.good(), "what is good is JSON");
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(crossfade::fuzz::text_of(data, size));
    return 0;
}
