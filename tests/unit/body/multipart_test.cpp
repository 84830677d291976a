// Bodies of several parts taken apart.
#include "proxy/body/multipart.hpp"

#include <gtest/gtest.h>

#include <string>

namespace crossfade::body {
namespace {

using Status = Reading::Status;
using Texts = std::vector<std::string>;

Texts contents(const std::string& body, const std::string& boundary = "b") {
    Texts texts;
    for (const Part& part : split_multipart(body, boundary).parts) {
        texts.emplace_back(part.content);
    }
    return texts;
}

Status status_of(const std::string& body, const std::string& boundary = "b") {
    return split_multipart(body, boundary).status;
}

TEST(Multipart, is_cut_at_its_delimiters_and_nowhere_else) {
    EXPECT_EQ(contents("--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n"), (Texts{"one", "two"}));
    EXPECT_EQ(contents("before\r\n--b \r\n\r\none\r\n--b--\r\nbehind"), Texts{"one"});
    EXPECT_EQ(contents("--b\n\none\n--b--"), Texts{"one"});
    EXPECT_EQ(contents("--b\r\n\r\n\r\n--b--"), Texts{""});
    EXPECT_EQ(contents("--b\r\n\r\n--b--"), Texts{});
    EXPECT_EQ(contents("--b\r\n\r\nx --b\r\n--bc\r\n -–b\r\n--b--"),
              Texts{"x --b\r\n--bc\r\n -–b"});
    EXPECT_EQ(contents("--b--"), Texts{});
    EXPECT_EQ(status_of("--b--"), Status::good);
}

TEST(Multipart, has_the_fields_of_its_parts) {
    const Parts parts =
        split_multipart("--b\r\nContent-Type: text/plain\r\nX:  y \r\n\r\n1\r\n--b--", "b");
    ASSERT_EQ(parts.parts.size(), 1U);
    ASSERT_EQ(parts.parts[0].fields.size(), 2U);
    EXPECT_EQ(parts.parts[0].fields[0].first, "Content-Type");
    EXPECT_EQ(parts.parts[0].fields[0].second, "text/plain");
    EXPECT_EQ(parts.parts[0].fields[1].second, "y");
}

TEST(Multipart, is_malformed_without_an_end_or_heads) {
    for (const char* body : {"",
                             "b",
                             "--b\r\n\r\none\r\n",
                             "--b\r\n\r\none\r\n--b",
                             "--b\r\nno head\r\n\r\none\r\n--b--",
                             "--b\r\na b: c\r\n\r\none\r\n--b--",
                             "--b\r\nA: b\r\n c\r\n\r\none\r\n--b--",
                             "--b\r\nA: b\r\n--b--",
                             "x--b\r\n\r\none\r\nx--b--"}) {
        EXPECT_EQ(status_of(body), Status::malformed) << body;
    }
    EXPECT_EQ(status_of("--\r\n\r\none\r\n----", ""), Status::malformed);
    EXPECT_EQ(status_of("--b--", std::string(71, 'b')), Status::malformed);
}

TEST(Multipart, is_bounded) {
    std::string many;
    for (int i = 0; i < 1'001; ++i) many += "--b\r\n\r\nx\r\n";
    EXPECT_EQ(status_of(many + "--b--"), Status::over_budget);
    std::string fields;
    for (int i = 0; i < 101; ++i) fields += "A: b\r\n";
    EXPECT_EQ(status_of("--b\r\n" + fields + "\r\nx\r\n--b--"), Status::over_budget);
    EXPECT_EQ(status_of("--b\r\nA: " + std::string(20'000, 'x') + "\r\n\r\nx\r\n--b--"),
              Status::over_budget);
}

}  // namespace
}  // namespace crossfade::body
