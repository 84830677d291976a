// Records: whatever a pair holds reads back as the same pair, and whatever a line holds is either a
// record or an error text.
#include "proxy/record/record.hpp"

#include "proxy/json/values.hpp"
#include "tests/unit/compare/deflate.hpp"
#include "tests/unit/record/fixtures.hpp"

#include <gtest/gtest.h>

namespace crossfade::record {
namespace {

Record through_the_log(const Record& record) {
    const std::string line = to_line(record);
    EXPECT_TRUE(json::is_json(line)) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos);
    ReadRecord read = read_record(line);
    EXPECT_TRUE(read.record) << read.error << '\n' << line;
    return read.record ? *read.record : Record{};
}

std::string body_through_the_log(const std::string& body, const std::string& type) {
    Record record = sample_record();
    record.pair.shadow.headers = {{"content-type", type}};
    record.pair.shadow.body = body;
    return through_the_log(record).pair.shadow.body;
}

TEST(Record, has_the_published_form) {
    EXPECT_EQ(
        to_line(sample_record()),
        R"({"id":"r-1","time":"2026-11-21T04:56:13.042Z","route":"orders","mirror":"sandbox",)"
        R"("request":{"method":"GET","path":"/orders/42?expand=items",)"
        R"("headers":[["accept","*/*"]],"body":null},)"
        R"("live":{"status":200,"headers":[["Content-Type","application/json"]],)"
        R"("body":{"price":1.10}},)"
        R"("shadow":{"status":200,"headers":[["Content-Type","application/json"]],)"
        R"("body":{"price":"1.1"}},"verdict":"mismatch",)"
        R"("findings":[{"path":"body.price","kind":"type","class":"number->string",)"
        R"("live":"1.10","shadow":"\"1.1\""}],"signature":"S-a"})");
}

TEST(Record, all_parts_read_back) {
    Record record = sample_record();
    record.pair.client_left = true;
    record.pair.shadow.trailers = {{"grpc-status", "5"}, {"grpc-message", "not found"}};
    record.pair.build = "build 41";
    record.pair.user = "redacted:0123456789abcdef";
    record.pair.live_time = std::chrono::microseconds(12'345);
    record.pair.shadow_time = std::chrono::microseconds(7);
    record.result.reason = "because";
    record.result.hidden = {{"body.id", "uuid", "built-in uuid"}, {"body.at", "value", "$.at"}};
    const Record read = through_the_log(record);
    EXPECT_EQ(read.pair.id, record.pair.id);
    EXPECT_EQ(read.pair.time, record.pair.time);
    EXPECT_EQ(read.pair.route, record.pair.route);
    EXPECT_EQ(read.pair.mirror, record.pair.mirror);
    EXPECT_EQ(read.pair.request.method, record.pair.request.method);
    EXPECT_EQ(read.pair.request.path, record.pair.request.path);
    EXPECT_EQ(read.pair.request.headers, record.pair.request.headers);
    EXPECT_EQ(read.pair.live.status, 200);
    EXPECT_EQ(read.pair.live.headers, record.pair.live.headers);
    EXPECT_EQ(read.pair.live.body_size, record.pair.live.body.size());
    EXPECT_EQ(read.pair.live.trailers, compare::HeaderList{});
    EXPECT_EQ(read.pair.shadow.trailers, record.pair.shadow.trailers);
    EXPECT_TRUE(read.pair.client_left);
    EXPECT_EQ(read.result.verdict, compare::Verdict::mismatch);
    EXPECT_EQ(read.pair.build, "build 41");
    EXPECT_EQ(read.pair.user, "redacted:0123456789abcdef");
    EXPECT_EQ(read.pair.live_time, record.pair.live_time);
    EXPECT_EQ(read.pair.shadow_time, record.pair.shadow_time);
    EXPECT_EQ(read.result.reason, "because");
    EXPECT_EQ(read.result.hidden, record.result.hidden);
    EXPECT_EQ(read.result.findings, record.result.findings);
    EXPECT_EQ(read.result.signature, "S-a");
}

TEST(Record, what_is_known_of_the_two_sides_has_the_published_form) {
    Record record = sample_record();
    record.pair.build = "41";
    record.pair.user = "u";
    record.pair.live_time = std::chrono::microseconds(12'000);
    record.pair.shadow_time = std::chrono::microseconds(1'020);
    record.result.hidden = {{"body.id", "uuid", "built-in uuid"}};
    const std::string line = to_line(record);
    EXPECT_NE(line.find(R"("mirror":"sandbox","build":"41","user":"u","request":)"),
              std::string::npos);
    EXPECT_NE(line.find(R"(,"live_ms":12,"shadow_ms":1.020,"verdict":)"), std::string::npos);
    EXPECT_TRUE(line.ends_with(
        R"("signature":"S-a","hidden":[{"path":"body.id","class":"uuid","by":"built-in uuid"}]})"))
        << line;
}

TEST(Record, every_kind_of_body_reads_back_byte_by_byte) {
    const std::string deep = std::string(125, '[') + std::string(125, ']');
    const std::string bodies[] = {"",
                                  R"({"id":12345678901234567890,"rate":1.10,"n":1e400})",
                                  R"([1.0,-0,0.10])",
                                  R"({"a":1,"a":2})",
                                  R"("a JSON string")",
                                  "null",
                                  "true",
                                  "17",
                                  R"({"base64":"QUJD"})",
                                  R"({"base64":7})",
                                  R"({"base64":"QUJD","more":1})",
                                  R"(["\ud83d"])",
                                  "plain text\twith\r\nlines",
                                  "{\"not\": json}",
                                  "caf\xC3\xA9",
                                  "latin\xE9",
                                  std::string("a\0b", 3),
                                  "\x1b[31m",
                                  "\xEF\xBB\xBF{}",
                                  deep,
                                  std::string(200, '[')};
    for (const auto& body : bodies) {
        EXPECT_EQ(body_through_the_log(body, "application/json"), body);
        EXPECT_EQ(body_through_the_log(body, "text/plain"), body);
    }
}

TEST(Record, all_bytes_survive_at_every_length) {
    std::string body;
    for (int byte = 0; byte < 256; ++byte) {
        body += static_cast<char>(byte);
        EXPECT_EQ(body_through_the_log(body, "application/octet-stream"), body);
    }
}

TEST(Record, json_is_laid_bare_but_keeps_its_numbers_and_escapes) {
    const std::string pretty = "{\n  \"n\": 1.00,\r\n  \"s\": \"\\u00e9 \\/\"\n}\n";
    EXPECT_EQ(body_through_the_log(pretty, "application/vnd.api+json; charset=utf-8"),
              R"({"n":1.00,"s":"\u00e9 \/"})");
    // Where the type does not say JSON, even the spaces are somebody's bytes.
    EXPECT_EQ(body_through_the_log(pretty, "text/plain"), pretty);
}

TEST(Record, a_cut_body_keeps_its_size_and_hash) {
    Record record = sample_record();
    record.pair.live = {200, {}, "1234", true, 5'000'000'000, 0x00ffee1122334455U};
    const Record read = through_the_log(record);
    EXPECT_TRUE(read.pair.live.truncated);
    EXPECT_EQ(read.pair.live.body, "1234");
    EXPECT_EQ(read.pair.live.body_size, 5'000'000'000U);
    EXPECT_EQ(read.pair.live.body_hash, 0x00ffee1122334455U);
    EXPECT_FALSE(read.pair.shadow.truncated);
}

TEST(Record, a_coded_body_is_stored_readable_and_says_how_it_was_coded) {
    using compare::deflated;
    const std::string plain = sample_record().pair.live.body;
    const std::string gzip = deflated(plain, compare::gzip_format);
    const std::pair<const char*, std::string> codings[] = {
        {"gzip", gzip},
        {"GZIP", gzip},
        {"x-gzip", gzip},
        {"deflate", deflated(plain, compare::zlib_format)},
        {"gzip, deflate", deflated(gzip, compare::zlib_format)}};
    for (const auto& [coding, coded] : codings) {
        compare::Pair pair = sample_record().pair;
        pair.live.headers.emplace_back("Content-Encoding", coding);
        pair.live.body = coded;
        const Record stored = storable(pair, {});
        EXPECT_EQ(stored.pair.live.body, plain) << coding;
        EXPECT_EQ(stored.live_coding, coding);
        EXPECT_EQ(stored.shadow_coding, "");
        EXPECT_EQ(stored.pair.live.headers.size(), 1U);
        const std::string line = to_line(stored);
        EXPECT_NE(line.find("\"body\":" + plain), std::string::npos);
        const Record read = through_the_log(stored);
        EXPECT_EQ(read.pair.live.body, plain);
        EXPECT_EQ(read.pair.live.headers, stored.pair.live.headers);
        EXPECT_EQ(read.live_coding, coding);
        EXPECT_EQ(to_line(read), line);
    }
}

TEST(Record, a_body_that_cannot_be_decoded_stays_as_it_was) {
    compare::Pair pair = sample_record().pair;
    pair.live.headers = {{"content-encoding", "gzip"}};
    pair.live.body = "\x1f\x8b no";
    pair.shadow.headers = {{"content-encoding", "nobody-knows"}};
    pair.shadow.body = "\x8b\x02\x80";
    const Record read = through_the_log(storable(pair, {}));
    EXPECT_EQ(read.pair.live.body, pair.live.body);
    EXPECT_EQ(read.pair.live.headers, pair.live.headers);
    EXPECT_EQ(read.pair.shadow.body, pair.shadow.body);
    EXPECT_EQ(read.pair.shadow.headers, pair.shadow.headers);
}

TEST(Record, hostile_texts_stay_inside_their_strings) {
    Record record = sample_record("\"},{\"id\":\"x\n");
    record.pair.request.path = "/\xFF\xFE";
    record.pair.shadow.headers = {{"x-latin", "caf\xE9"}, {"x-quote", "\"\\"}};
    record.result.findings[0].live = "bad \xFF byte";
    const Record read = through_the_log(record);
    EXPECT_EQ(read.pair.id, record.pair.id);
    EXPECT_EQ(read.pair.request.path, record.pair.request.path);
    EXPECT_EQ(read.pair.shadow.headers, record.pair.shadow.headers);
    EXPECT_EQ(read.result.findings[0].live, "bad \xC3\xBF byte");
}

TEST(Record, only_the_statuses_have_to_be_there) {
    const auto read = read_record(R"({"live":{"status":200},"shadow":{"status":404}})");
    ASSERT_TRUE(read.record) << read.error;
    EXPECT_EQ(read.record->pair.shadow.status, 404);
    EXPECT_EQ(read.record->pair.time, Time{});
    EXPECT_FALSE(read.judged);
    EXPECT_TRUE(read_record(to_line(sample_record())).judged);
    EXPECT_TRUE(
        read_record(R"({"scenario":[1],"live":{"status":200,"x":{}},"shadow":{"status":404}})")
            .record);
}

TEST(Record, says_what_is_wrong_with_a_line) {
    const std::pair<const char*, const char*> cases[] = {
        {"", "not JSON"},
        {"{", "not JSON"},
        {"[]", "must be an object"},
        {"7", "must be an object"},
        {R"({"live":{"status":200}})", "shadow is missing"},
        {R"({"shadow":{"status":200}})", "live is missing"},
        {R"({"live":{}})", "live must have a status"},
        {R"({"live":{"status":"200"}})", "live.status must be from 100 to 999"},
        {R"({"live":{"status":99}})", "live.status must be"},
        {R"({"live":{"status":200.5}})", "live.status must be"},
        {R"({"live":{"status":200,"status":200}})", "live has a member twice"},
        {R"({"live":{"status":200,"headers":{}}})", "live.headers must be a list"},
        {R"({"live":{"status":200,"headers":[["a"]]}})", "live.headers must hold"},
        {R"({"live":{"status":200,"headers":[["a",1]]}})", "live.headers must hold"},
        {R"({"live":{"status":200,"headers":[["a","b","c"]]}})", "live.headers must hold"},
        {R"({"live":{"status":200,"body":{"base64":"@"}}})", "live.body must be"},
        {R"({"live":{"status":200,"content_coding":7}})", "live.content_coding must be a string"},
        {R"({"live":{"status":200,"body":"\ud800"}})", "live.body must be"},
        {R"({"live":{"status":200,"truncated":1}})", "live.truncated must be true"},
        {R"({"live":{"status":200,"body_hash":"xyz"}})", "live.body_hash must be 16"},
        {R"({"live":{"status":200,"body_hash":"-000000000000001"}})", "live.body_hash must be 16"},
        {R"({"id":7})", "id must be a string"},
        {R"({"time":"yesterday"})", "time must be a time"},
        {R"({"request":{"path":[1}}})", "not JSON"},
        {R"({"request":7})", "request must be an object"},
        {R"({"verdict":"perfect"})", "verdict must be a verdict"},
        {R"({"build":7})", "build must be a string"},
        {R"({"user":{}})", "user must be a string"},
        {R"({"live_ms":"12"})", "live_ms must be milliseconds"},
        {R"({"live_ms":-1})", "live_ms must be milliseconds"},
        {R"({"shadow_ms":1e99})", "shadow_ms must be milliseconds"},
        {R"({"shadow_ms":null})", "shadow_ms must be milliseconds"},
        {R"({"hidden":{}})", "hidden must be a list"},
        {R"({"hidden":[7]})", "hidden must be an object"},
        {R"({"hidden":[{"by":7}]})", "hidden.by must be a string"},
        {R"({"findings":[{"kind":"odd"}]})", "findings.kind must be value"}};
    for (const auto& [line, error] : cases) {
        const auto read = read_record(line);
        EXPECT_FALSE(read.record) << line;
        EXPECT_TRUE(read.error.starts_with(error)) << line << " gives: " << read.error;
    }
}

TEST(Record, a_line_cut_anywhere_is_an_error_and_nothing_worse) {
    const std::string line = to_line(sample_record());
    for (std::size_t size = 0; size < line.size(); ++size) {
        EXPECT_FALSE(read_record(line.substr(0, size)).record);
    }
}

TEST(Record, a_line_with_any_byte_changed_is_read_or_refused) {
    const std::string line = to_line(sample_record());
    for (std::size_t place = 0; place < line.size(); ++place) {
        for (const char byte : {'"', '\\', '{', ']', '0', '\0', '\xFF'}) {
            std::string changed = line;
            changed[place] = byte;
            const auto read = read_record(changed);
            EXPECT_NE(read.record.has_value(), !read.error.empty());
        }
    }
}

TEST(Record, too_many_headers_are_refused) {
    std::string headers;
    for (int i = 0; i < 1'001; ++i) headers += i == 0 ? R"(["a","b"])" : R"(,["a","b"])";
    EXPECT_EQ(read_record(R"({"live":{"status":200,"headers":[)" + headers + "]}}").error,
              "live.headers has more than 1000 fields");
}

}  // namespace
}  // namespace crossfade::record
