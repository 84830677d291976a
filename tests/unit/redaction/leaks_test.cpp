// Places in which secrets hide from readers of formats.
#include "proxy/redaction/secrets.hpp"

#include <gtest/gtest.h>

#include <string>

namespace crossfade::redaction {
namespace {

/// What is taken out, by name and by form.
std::string taken(const std::string& text) {
    std::string out;
    for (const auto& spans : {secrets_by_name(text), secrets_by_form(text)}) {
        for (const SecretSpan& span : spans) {
            out += '[' + text.substr(span.begin, span.end - span.begin) + ']';
        }
    }
    return out;
}

TEST(Leaks, none_by_a_password_in_a_url) {
    EXPECT_EQ(taken("see https://ada:Tr0ub4dor-3@host.example/x?y"), "[Tr0ub4dor-3]");
    EXPECT_EQ(taken("https://host.example:8080/a@b"), "");
    EXPECT_EQ(taken("https://ada:redacted:0123456789abcdef@host/"), "");
    EXPECT_EQ(taken("https://:@host ://"), "");
}

TEST(Leaks, none_by_a_query_in_a_query) {
    EXPECT_EQ(taken("/x?next=https%3A%2F%2Fh%3Faccess_token%3Dhidden1%26a%3Db"), "[hidden1]");
    EXPECT_EQ(taken("next=%2Fin%3Fpassword%3dhidden2&a=b"), "[hidden2]");
    EXPECT_EQ(taken("next=%2Fin%3Fpassword%3d"), "");
}

TEST(Leaks, none_by_a_part_of_a_form) {
    EXPECT_EQ(
        taken("--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nhidden3\r\n--b--"),
        "[hidden3]");
    EXPECT_EQ(taken("--b\nContent-Disposition: form-data; name=\"pin\"\n\nhidden4\n--b--"),
              "[hidden4]");
    EXPECT_EQ(taken("--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ncut off"),
              "[cut off]");
    EXPECT_EQ(taken("--b\r\nContent-Disposition: form-data; name=\"password\""), "");
}

TEST(Leaks, none_by_the_number_of_a_person) {
    EXPECT_EQ(taken(R"({"ssn":"078-05-1120"})"), "[078-05-1120]");
}

}  // namespace
}  // namespace crossfade::redaction
