// Sequences of messages: lines of JSON, server-sent events, gRPC; and what they hold.
#include "proxy/body/messages.hpp"

#include "proxy/body/form.hpp"
#include "proxy/body/grpc.hpp"
#include "proxy/body/protobuf.hpp"
#include "proxy/body/sniff.hpp"
#include "tests/unit/compare/deflate.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>

namespace crossfade::body {
namespace {

using namespace std::string_literals;
using Status = Reading::Status;

TEST(JsonLines, are_an_array) {
    EXPECT_EQ(read_json_lines("{\"a\":1}\n\n[2]\r\n\x1e"
                              "3\nnot json\n")
                  .json,
              R"([{"a":1},[2],3,"not json"])");
    EXPECT_EQ(read_json_lines("1,2\n3").json, R"(["1,2",3])");
    EXPECT_EQ(read_json_lines("").json, "[]");
    EXPECT_EQ(read_json_lines("neither\nnor\n").status, Status::malformed);
}

TEST(EventStream, is_an_array_of_events) {
    EXPECT_EQ(read_event_stream("data: {\"a\":1}\n\nevent: done\ndata:x\ndata: y\n\n").json,
              R"([{"data":{"a":1}},{"event":"done","data":"x\ny"}])");
    EXPECT_EQ(read_event_stream("\xEF\xBB\xBF"
                                "data\r\n\r\nignored: x\r\n\r\nevent: empty\r\r")
                  .json,
              R"([{"data":""}])");
    EXPECT_EQ(read_event_stream("data: no end").json, R"([{"data":"no end"}])");
}

TEST(EventStream, sets_ids_and_heartbeats_aside) {
    const Reading plain = read_event_stream("id: 1\ndata: 1\n\n");
    const Reading other =
        read_event_stream(": keep alive\n\nretry: 10\nid: 2\ndata: 1\n\nevent: ping\ndata: {}\n\n");
    EXPECT_EQ(plain.json, other.json);
    for (std::size_t i = 0; i < plain.set_aside.size(); ++i) {
        EXPECT_NE(plain.set_aside[i], other.set_aside[i]) << plain.set_aside[i].what;
    }
}

TEST(Form, is_an_object) {
    EXPECT_EQ(read_form("a=1&b=x+y%26z&a=2&c&=d&&e=%zz%4").json,
              R"({"a":"1","b":"x y&z","a":"2","c":"","":"d","e":"%zz%4"})");
    EXPECT_EQ(read_form("").json, "{}");
}

TEST(Protobuf, is_read_by_its_wire_format) {
    EXPECT_EQ(read_protobuf("\x08\x96\x01\x12\x05hello\x1a\x02\x08\x01"s).json,
              R"({"#1":150,"#2":"hello","#3":{"#1":1}})");
    double real = 3.25;
    std::string bytes = "\x09" + std::string(8, '\0');
    std::memcpy(bytes.data() + 1, &real, sizeof real);
    EXPECT_EQ(read_protobuf(bytes).json, R"({"#1":3.25})");
    EXPECT_EQ(read_protobuf("\x0d\x07\0\0\0"s).json, R"({"#1":7})");
    EXPECT_EQ(read_protobuf("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s).json,
              R"({"#1":18446744073709551615})");
    EXPECT_EQ(read_protobuf("\x0a\x01\xff\x0a\x00"s).json, R"({"#1":{"#bytes":"ff"},"#1":""})");
    EXPECT_EQ(read_protobuf("\x0a\x0a\x0a\x08nested 1"s).json, R"({"#1":{"#1":"nested 1"}})");
    EXPECT_EQ(read_protobuf("").json, "{}");
}

TEST(Protobuf, is_malformed_otherwise) {
    for (const auto& bytes : {"\x08"s,
                              "\x0a\x05"
                              "ab"s,
                              "\x00\x01"s,
                              "\x0b\x0c"s,
                              "\x0f"s,
                              std::string(11, '\xff'),
                              "\x0d\x01"s}) {
        EXPECT_EQ(read_protobuf(bytes).status, Status::malformed) << testing::PrintToString(bytes);
    }
}

TEST(Protobuf, takes_time_in_proportion) {
    std::string nested;
    for (int i = 0; i < 20'000; ++i) {
        std::string size;
        std::size_t left = nested.size();
        do {
            size += static_cast<char>((left & 0x7fU) | (left > 0x7f ? 0x80U : 0U));
            left >>= 7U;
        } while (left > 0);
        nested = "\x0a" + size + nested;
        if (nested.size() > 60'000) break;
    }
    EXPECT_TRUE(read_protobuf(nested).good());
}

std::string frame(const std::string& message, char flags = 0) {
    std::string head{flags,
                     0,
                     0,
                     static_cast<char>(message.size() >> 8U),
                     static_cast<char>(message.size() & 0xffU)};
    return head + message;
}

TEST(Grpc, is_an_array_of_messages) {
    EXPECT_EQ(read_grpc(frame("\x08\x01") + frame("") + frame("\x12\x01x"), "", false).json,
              R"([{"#1":1},{},{"#2":"x"}])");
    EXPECT_EQ(read_grpc(frame(R"({"a":1})") + frame("x"), "", true).json, R"([{"a":1},"x"])");
    EXPECT_EQ(read_grpc(frame("\xff"), "", false).json, R"([{"#bytes":"ff"}])");
    EXPECT_EQ(read_grpc("", "", false).json, "[]");
}

TEST(Grpc, shows_trailers_of_grpc_web) {
    EXPECT_EQ(
        read_grpc(frame("Grpc-Status: 5\r\ngrpc-message:not found\r\n", '\x80'), "", false).json,
        R"([{"grpc-status":"5","grpc-message":"not found"}])");
}

TEST(Grpc, takes_compression_off) {
    const std::string packed = frame(compare::deflated("\x08\x01", compare::gzip_format), 1);
    EXPECT_EQ(read_grpc(packed, "gzip", false).json, R"([{"#1":1}])");
    EXPECT_EQ(read_grpc(packed, "", false).status, Status::coded);
    EXPECT_EQ(read_grpc(packed, "snappy", false).status, Status::coded);
    EXPECT_EQ(read_grpc(frame("x", 1), "gzip", false).status, Status::coded);
    const std::string bomb = compare::deflated(std::string(5U << 20U, '0'), compare::gzip_format);
    EXPECT_EQ(read_grpc(frame(bomb, 1), "gzip", false).status, Status::over_budget);
}

TEST(Grpc, is_malformed_if_the_frames_do_not_add_up) {
    for (const auto& bytes : {"\0\0\0\0"s,
                              "\0\0\0\0\x02x"s,
                              "\x02\0\0\0\x01x"s,
                              frame("x") + "y",
                              "\0\xff\xff\xff\xffx"s}) {
        EXPECT_EQ(read_grpc(bytes, "", false).status, Status::malformed);
    }
}

TEST(Sniff, knows_types_by_their_first_bytes) {
    EXPECT_EQ(sniffed("\x89PNG\r\n\x1a\n..."), "png");
    EXPECT_EQ(sniffed("\xff\xd8\xff\xe0"), "jpeg");
    EXPECT_EQ(sniffed("%PDF-1.7"), "pdf");
    EXPECT_EQ(sniffed("PK\x03\x04zip"), "zip");
    EXPECT_EQ(sniffed("RIFF....WEBPVP8 "), "webp");
    EXPECT_EQ(sniffed("plain \xc3\xa9\n"), "text");
    EXPECT_EQ(sniffed(std::string(4095, 'x') + "\xc3\xa9" + std::string(100, 'x')), "text");
    EXPECT_EQ(sniffed("\xff\x00\x01"), "binary");
    EXPECT_EQ(sniffed("a\0b"s), "binary");
    EXPECT_EQ(sniffed("caf\xe9"), "binary");
    EXPECT_EQ(sniffed(""), "text");
}

TEST(Messages, never_crash_on_what_a_backend_sends) {
    const std::string good = frame("\x08\x01\x12\x05hello\x1a\x02\x08\x01") + frame(
                                                                                  "\x0a\x03"
                                                                                  "abc");
    std::mt19937 random(20260101);
    for (int round = 0; round < 20'000; ++round) {
        std::string bad = good;
        for (int change = 0; change < 3; ++change)
            bad[random() % bad.size()] = static_cast<char>(random());
        bad.resize(random() % bad.size());
        const Reading reading = read_grpc(bad, "gzip", round % 2 == 0);
        EXPECT_EQ(reading.good(), !reading.json.empty());
        EXPECT_TRUE(read_event_stream(bad).good());
        EXPECT_TRUE(read_form(bad).good());
    }
}

}  // namespace
}  // namespace crossfade::body
