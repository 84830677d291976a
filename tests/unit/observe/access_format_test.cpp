// Lines of the access log: valid JSON whatever the client sent, and no secrets.
#include "proxy/observe/access_log.hpp"
#include "proxy/observe/redact_query.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace crossfade::observe {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

std::string line_of(const AccessRecord& record) {
    std::string line;
    append_json(line, record);
    return line;
}

TEST(AccessFormat, writes_one_object_with_all_there_is) {
    AccessRecord record;
    record.time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 5h + 4min + 3s + 42us;
    record.method = "GET";
    record.target = "/orders/7?page=2";
    record.host = "api.example.com";
    record.client_address = "192.0.2.7";
    record.request_id = "id-1";
    record.listener = "public";
    record.route = "orders";
    record.backend = "new";
    record.endpoint = "10.0.0.1:80";
    record.attempts = 2;
    record.fallback_from = "legacy";
    record.protocol = "HTTP/1.1";
    record.key_source = "cookie";
    record.status = 200;
    record.bytes_in = 1;
    record.bytes_out = 18'000'000'000;
    record.duration = 1'234'567ns;
    record.backend_first_byte = 45us;
    record.bucket = 999'999;
    record.generation = 3;
    record.mirrors = 2;
    EXPECT_EQ(line_of(record),
              R"({"time":"2026-11-21T05:04:03.000042Z","request_id":"id-1","client":"192.0.2.7",)"
              R"("listener":"public","protocol":"HTTP/1.1","tls":null,"method":"GET",)"
              R"("host":"api.example.com","path":"/orders/7?page=2","status":200,"reason":null,)"
              R"("route":"orders","backend":"new","endpoint":"10.0.0.1:80",)"
              R"("attempts":2,"fallback_from":"legacy","bytes_in":1,)"
              R"("bytes_out":18000000000,"duration_ms":1.234,"connect_ms":null,)"
              R"("first_byte_ms":0.045,"key":"cookie","bucket":999999,"override":false,)"
              R"("mirrors":2,"client_left":false,"generation":3})");
}

TEST(AccessRecord, remembers_nothing_of_the_request_before) {
    AccessRecord record;
    record.fallback_from = "new";
    record.attempts = 3;
    record.reset();
    EXPECT_TRUE(record.fallback_from.view().empty());
    EXPECT_EQ(record.attempts, 0U);
}

TEST(AccessFormat, says_null_where_there_is_nothing_and_marks_what_was_cut) {
    AccessRecord record;
    record.target = "/" + std::string(600, 'a');
    record.reason = "no_route";
    const auto value = json::parse(line_of(record)).as_object();
    EXPECT_TRUE(value.at("route").is_null());
    EXPECT_TRUE(value.at("backend").is_null());
    EXPECT_TRUE(value.at("bucket").is_null());
    EXPECT_EQ(value.at("reason"), "no_route");
    EXPECT_EQ(value.at("path").as_string().size(), 512U);
    EXPECT_EQ(value.at("truncated"), true);
}

TEST(AccessFormat, stays_one_line_of_json_under_random_bytes) {
    std::mt19937_64 random(5);
    const auto bytes = [&] {
        std::string text(random() % 700, '\0');
        for (auto& c : text) c = static_cast<char>(random());
        return text;
    };
    for (int i = 0; i < 2'000; ++i) {
        AccessRecord record;
        record.method = bytes();
        record.target = "/?" + bytes();
        record.host = bytes();
        record.client_address = bytes();
        record.request_id = bytes();
        record.route = bytes();
        record.endpoint = bytes();
        record.status = static_cast<int>(random() % 1'000);
        record.duration = std::chrono::nanoseconds(static_cast<std::int64_t>(random() >> 1U));
        const auto line = line_of(record);
        boost::system::error_code error;
        const auto value = json::parse(line, error);
        ASSERT_FALSE(error) << error.message() << '\n' << line;
        ASSERT_TRUE(value.is_object());
        for (const char c : line) {
            ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
        }
    }
}

TEST(RedactQuery, replaces_the_values_of_parameters_named_like_a_secret) {
    struct Case {
        std::string_view target;
        std::string_view expected;
    };
    const Case cases[] = {
        {"/a", "/a"},
        {"/token=1", "/token=1"},
        {"/a?", "/a?"},
        {"/a?page=2", "/a?page=2"},
        {"/a?token=s3cret", "/a?token=redacted"},
        {"/a?x=1&TOKEN=s3cret&y=2", "/a?x=1&TOKEN=redacted&y=2"},
        {"/a?x=1;api_key=s3cret;y=2", "/a?x=1;api_key=redacted;y=2"},
        {"/a?api-key=s3cret", "/a?api-key=redacted"},
        {"/a?%74oken=s3cret", "/a?%74oken=redacted"},
        {"/a?access%5Ftoken=s3=cret", "/a?access%5Ftoken=redacted"},
        {"/a?token=a&token=b", "/a?token=redacted&token=redacted"},
        {"/a?token=a?token=b", "/a?token=redacted"},
        {"/a?token", "/a?token"},
        {"/a?token=", "/a?token=redacted"},
        {"/a?tokens=5&mytoken=6", "/a?tokens=5&mytoken=6"},
        {"/a?%=1&%7=2&=3&&", "/a?%=1&%7=2&=3&&"},
        {"*", "*"},
        {"", ""},
    };
    for (const auto& [target, expected] : cases) EXPECT_EQ(with_secrets_redacted(target), expected);
    for (const char* name : {"token",
                             "access_token",
                             "api_key",
                             "apikey",
                             "key",
                             "password",
                             "secret",
                             "signature",
                             "sig",
                             "code",
                             "session"}) {
        const auto target = "/?" + std::string(name) + "=";
        EXPECT_EQ(with_secrets_redacted(target + "s3cret"), target + "redacted");
    }
}

}  // namespace
}  // namespace crossfade::observe
