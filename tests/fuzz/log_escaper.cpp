// What a client sent, in the log: one line of valid JSON without a control character, whatever the
// bytes, and nothing of a secret parameter. The input's lines are the texts of one record.
#include "proxy/json/string.hpp"
#include "proxy/observe/access_log.hpp"
#include "tests/fuzz/support.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <memory>
#include <string>

namespace crossfade::fuzz {
namespace {

namespace json = boost::json;

bool ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

// C0 and DEL as bytes, C1 as the two bytes that they are in UTF-8.
bool harmless(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto byte = static_cast<unsigned char>(line[i]);
        if (byte < 0x20 || byte == 0x7f) return false;
        if (byte == 0xc2 && static_cast<unsigned char>(line[i + 1]) < 0xa0) return false;
    }
    return true;
}

json::value parsed(const std::string& line) {
    check(harmless(line), "a line drives no terminal and is one line");
    boost::system::error_code error;
    auto value = json::parse(line, error);
    check(!error, "a line is JSON in UTF-8");
    return value;
}

void check_text(std::string_view bytes) {
    std::string line;
    crossfade::json::append_string(line, bytes);
    const auto value = parsed(line);
    check(value.is_string(), "a text is a string");
    const auto& text = value.get_string();
    if (ascii(bytes)) check(std::string_view(text) == bytes, "a text reads back");
    std::string again;
    crossfade::json::append_string(again, {text.data(), text.size()});
    check(text.empty() == bytes.empty(), "no text is lost");
}

void check_record(std::string_view rest) {
    const auto record = std::make_unique<observe::AccessRecord>();
    record->method = take_piece(rest);
    record->target = take_piece(rest);
    record->host = take_piece(rest);
    record->client_address = take_piece(rest);
    record->request_id = take_piece(rest);
    record->route = take_piece(rest);
    record->backend = take_piece(rest);
    record->endpoint = take_piece(rest);
    record->listener = rest;
    record->status = static_cast<int>(rest.size());
    std::string line;
    observe::append_json(line, *record);
    check(parsed(line).is_object(), "a record is an object");
}

void check_secret(std::string_view value) {
    if (value.find_first_of("&;") != std::string_view::npos) return;
    observe::AccessRecord record;
    record.target = "/orders?page=2&access_token=";
    record.target.append(value);
    std::string line;
    observe::append_json(line, record);
    const auto object = parsed(line).as_object();
    check(object.at("path") == "/orders?page=2&access_token=redacted", "a secret is not logged");
}

void run(std::string_view bytes) {
    check_text(bytes);
    check_record(bytes);
    check_secret(bytes);
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(crossfade::fuzz::text_of(data, size));
    return 0;
}
