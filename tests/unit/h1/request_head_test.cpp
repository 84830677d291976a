// Raw request heads and what comes of them; the letters and numbers are those of the requirements
// that the entries stand for: F framing, H start line and fields, T target and Host.
#include "tests/unit/h1/support.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace crossfade::h1 {
namespace {

using namespace std::string_literals;

std::string post(const std::string& fields, const std::string& version = "1.1") {
    return "POST / HTTP/" + version + "\r\nHost: a\r\n" + fields + "\r\n\r\n";
}

std::string get(const std::string& target, const std::string& fields = "Host: a\r\n") {
    return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}

std::string hosted(const std::string& host) { return get("/", "Host: " + host + "\r\n"); }

std::string started(const std::string& line) { return line + "\r\nHost: a\r\n\r\n"; }

std::string fields(std::size_t count) {
    std::string text;
    for (std::size_t index = 0; index < count; ++index) text += "x: y\r\n";
    return text;
}

class RequestHead : public testing::TestWithParam<HeadCase> {};

TEST_P(RequestHead, has_one_verdict_however_it_arrives) {
    const auto& [name, head, wanted] = GetParam();
    EXPECT_EQ(verdict(HeadKind::request, head), wanted);
    EXPECT_EQ(verdict_byte_by_byte(HeadKind::request, head), wanted);
    constexpr std::size_t few = 2'000;
    if (head.size() <= few) {
        EXPECT_EQ(deviating_split(HeadKind::request, head, wanted), std::string::npos);
    }
}

const auto named = [](const auto& entry) { return name_of(entry.param); };

const HeadCase framing[]{
    {"F1_length_and_coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked"), "malformed"},
    {"F2_coding_and_length", post("Transfer-Encoding: chunked\r\nContent-Length: 5"), "malformed"},
    {"F3_two_lengths", post("Content-Length: 5\r\nContent-Length: 6"), "malformed"},
    {"F4_one_length_twice", post("Content-Length: 5\r\nContent-Length: 5"), "malformed"},
    {"F5_list_of_one_length", post("Content-Length: 5, 5"), "malformed"},
    {"F5_list_of_two_lengths", post("Content-Length: 5,6"), "malformed"},
    {"F6_plus", post("Content-Length: +5"), "malformed"},
    {"F6_minus", post("Content-Length: -5"), "malformed"},
    {"F6_hex", post("Content-Length: 0x5"), "malformed"},
    {"F6_underscore", post("Content-Length: 5_0"), "malformed"},
    {"F6_space_between", post("Content-Length: 5 6"), "malformed"},
    {"F6_empty", post("Content-Length:"), "malformed"},
    {"F6_exponent", post("Content-Length: 1e1"), "malformed"},
    {"F6_quoted", post("Content-Length: \"5\""), "malformed"},
    {"F7_005", post("Content-Length: 005"), "malformed"},
    {"F7_00", post("Content-Length: 00"), "malformed"},
    {"F7_0200", post("Content-Length: 0200"), "malformed"},
    {"F7_0", post("Content-Length: 0"), "accepted"},
    {"F8_over_63_bits", post("Content-Length: 9223372036854775808"), "malformed"},
    {"F8_over_64_bits", post("Content-Length: 18446744073709551621"), "malformed"},
    {"F8_largest", post("Content-Length: 999999999999999999"), "accepted"},
    {"F9_xchunked", post("Transfer-Encoding: xchunked"), "malformed"},
    {"F9_identity", post("Transfer-Encoding: identity"), "malformed"},
    {"F9_gzip", post("Transfer-Encoding: gzip"), "malformed"},
    {"F9_empty", post("Transfer-Encoding:"), "malformed"},
    {"F10_chunked_not_last", post("Transfer-Encoding: chunked, gzip"), "malformed"},
    {"F10_gzip_then_chunked", post("Transfer-Encoding: gzip, chunked"), "malformed"},
    {"F11_chunked_twice", post("Transfer-Encoding: chunked, chunked"), "malformed"},
    {"F11_two_fields",
     post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
     "malformed"},
    {"F12_parameter", post("Transfer-Encoding: chunked;q=1"), "malformed"},
    {"F12_two_words", post("Transfer-Encoding: chunked x"), "malformed"},
    {"F12_quoted", post("Transfer-Encoding: \"chunked\""), "malformed"},
    {"F12_comma_before", post("Transfer-Encoding: ,chunked"), "malformed"},
    {"F12_comma_after", post("Transfer-Encoding: chunked,"), "malformed"},
    {"F13_vertical_tab", post("Transfer-Encoding: \vchunked"), "malformed"},
    {"F13_form_feed", post("Transfer-Encoding: chunked\f"), "malformed"},
    {"F13_nul", post("Transfer-Encoding: chunked\0"s), "malformed"},
    {"F13_85", post("Transfer-Encoding: \x85"s + "chunked"), "malformed"},
    {"F13_a0", post("Transfer-Encoding: chunked\xA0"), "malformed"},
    {"F13_ff", post("Transfer-Encoding: \xFF"s + "chunked"), "malformed"},
    {"F14_coding_in_1_0", post("Transfer-Encoding: chunked", "1.0"), "malformed"},
    {"F15_capital", post("Transfer-Encoding: Chunked"), "accepted"},
    {"F15_capitals", post("TRANSFER-ENCODING: CHUNKED"), "accepted"},
    {"F15_spaces_around", post("Transfer-Encoding: \t chunked \t"), "accepted"},
    {"F16_no_body", post("X: y"), "accepted"},
    {"expect_continue", post("Content-Length: 1\r\nExpect: 100-Continue"), "accepted"},
    {"expect_what_nobody_knows", post("Content-Length: 1\r\nExpect: cake"), "expectation failed"},
};
INSTANTIATE_TEST_SUITE_P(Framing, RequestHead, testing::ValuesIn(framing), named);

const HeadCase syntax[]{
    {"H1_space_before_colon", get("/", "Host : a\r\n"), "malformed"},
    {"H1_tab_before_colon", get("/", "Host\t: a\r\n"), "malformed"},
    {"H2_folded_by_space", get("/", "Host: a\r\nX: 1\r\n 2\r\n"), "malformed"},
    {"H2_folded_by_tab", get("/", "Host: a\r\nX: 1\r\n\tY: 2\r\n"), "malformed"},
    {"H3_space_before_first_field", get("/", " Host: a\r\n"), "malformed"},
    {"H3_line_of_spaces", get("/", " \r\nHost: a\r\n"), "malformed"},
    {"H4_no_name", get("/", "Host: a\r\n: x\r\n"), "malformed"},
    {"H5_no_colon", get("/", "Host: a\r\nx\r\n"), "malformed"},
    {"H5_empty_value", get("/", "Host: a\r\nx:\r\n"), "accepted"},
    {"H7_nul_in_value", get("/", "Host: a\r\nx: a\0b\r\n"s), "malformed"},
    {"H7_cr_in_value", get("/", "Host: a\r\nx: a\rb\r\n"), "malformed"},
    {"H7_lf_in_value", get("/", "Host: a\r\nx: a\nb\r\n"), "malformed"},
    {"H10_bare_lf_after_start", "GET / HTTP/1.1\nHost: a\r\n\r\n", "malformed"},
    {"H10_bare_lf_after_field", "GET / HTTP/1.1\r\nHost: a\n\r\n", "malformed"},
    {"H10_bare_lf_at_the_end", "GET / HTTP/1.1\r\nHost: a\r\n\n", "malformed"},
    {"H10_only_bare_lf", "GET / HTTP/1.1\nHost: a\n\n", "malformed"},
    {"H11_cr_twice", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", "malformed"},
    {"H11_cr_twice_at_the_end", "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n", "malformed"},
    {"H11_cr_in_name", get("/", "Ho\rst: a\r\n"), "malformed"},
    {"H11_cr_in_start", started("GET /\r HTTP/1.1"), "malformed"},
    {"H12_empty_line_first", "\r\n" + get("/"), "malformed"},  // a session forgives one
    {"H13_tab_for_space", started("GET\t/ HTTP/1.1"), "malformed"},
    {"H13_two_spaces", started("GET  / HTTP/1.1"), "malformed"},
    {"H13_two_spaces_before_version", started("GET /  HTTP/1.1"), "malformed"},
    {"H13_space_first", started(" GET / HTTP/1.1"), "malformed"},
    {"H13_space_last", started("GET / HTTP/1.1 "), "malformed"},
    {"H14_lower_case_method", started("get / HTTP/1.1"), "accepted"},
    {"H14_unknown_method", started("BREW-2! / HTTP/1.1"), "accepted"},
    {"H14_no_token", started("G(T / HTTP/1.1"), "malformed"},
    {"H14_method_of_100_kb", started(std::string(100'000, 'G') + " / HTTP/1.1"), "target too long"},
    {"H15_2_0", started("GET / HTTP/2.0"), "version not supported"},
    {"H15_1", started("GET / HTTP/1"), "malformed"},
    {"H15_01_1", started("GET / HTTP/01.1"), "malformed"},
    {"H15_lower_case", started("GET / http/1.1"), "malformed"},
    {"H15_9_9", started("GET / HTTP/9.9"), "version not supported"},
    {"H15_1_2", started("GET / HTTP/1.2"), "version not supported"},
    {"H15_0_9", started("GET / HTTP/0.9"), "version not supported"},
    {"H15_1_10", started("GET / HTTP/1.10"), "malformed"},
    {"H15_1_0", started("GET / HTTP/1.0"), "accepted"},
    {"H16_no_version", "GET /\r\n\r\n", "malformed"},
    {"H16_no_version_but_fields", started("GET /"), "malformed"},
    {"H16_no_target", started("GET HTTP/1.1"), "malformed"},
    {"H17_value_of_8_kb",
     get("/", "Host: a\r\nx: " + std::string(8'192, 'y') + "\r\n"),
     "accepted"},
    {"H17_value_of_64_kb",
     get("/", "Host: a\r\nx: " + std::string(65'537, 'y') + "\r\n"),
     "head too large"},
    {"H17_value_of_1_mb",
     get("/", "Host: a\r\nx: " + std::string(1'000'000, 'y') + "\r\n"),
     "head too large"},
    {"H17_name_of_64_kb",
     get("/", "Host: a\r\n" + std::string(65'537, 'y') + ": x\r\n"),
     "head too large"},
    {"H18_100_fields", get("/", "Host: a\r\n" + fields(99)), "accepted"},
    {"H18_101_fields", get("/", "Host: a\r\n" + fields(100)), "head too large"},
    {"H18_60000_fields", get("/", "Host: a\r\n" + fields(59'999)), "head too large"},
    {"H19_target_of_8_000", get("/" + std::string(7'999, 'a')), "accepted"},
    {"H19_target_of_100_kb", get("/" + std::string(100'000, 'a')), "target too long"},
    {"H14_method_of_64", started(std::string(64, 'M') + " / HTTP/1.1"), "accepted"},
    {"H14_method_of_65", started(std::string(65, 'M') + " / HTTP/1.1"), "malformed"},
    {"H22_length", post("Content_Length: 5"), "malformed"},
    {"H22_length_beside_a_length", post("Content-Length: 5\r\nContent_Length: 5"), "malformed"},
    {"H22_coding", post("Transfer.Encoding: chunked"), "malformed"},
    {"H22_forwarding", get("/", "Host: a\r\nX_Forwarded_For: b\r\n"), "malformed"},
    {"H22_ours", get("/", "Host: a\r\nX_Crossfade_A: b\r\n"), "malformed"},
    {"H22_a_name_of_its_own", get("/", "Host: a\r\napi_key: b\r\n"), "accepted"},
    {"L12_connection_lists_1_023",
     get("/", "Host: a\r\nConnection: " + std::string(1'023, 'a') + "\r\n"),
     "accepted"},
    {"L12_connection_lists_1_024",
     get("/", "Host: a\r\nConnection: " + std::string(1'024, 'a') + "\r\n"),
     "head too large"},
    {"E4_two_expectations",
     post("Expect: 100-continue\r\nExpect: 100-continue"),
     "expectation failed"},
    {"X13_zero", started("OPTIONS / HTTP/1.1\r\nMax-Forwards: 0"), "accepted"},
    {"X13_no_number", started("OPTIONS / HTTP/1.1\r\nMax-Forwards: x"), "malformed"},
    {"X13_two", started("OPTIONS / HTTP/1.1\r\nMax-Forwards: 1\r\nMax-Forwards: 1"), "malformed"},
    {"X13_no_number_with_get", started("GET / HTTP/1.1\r\nMax-Forwards: x"), "accepted"},
    {"H20_no_end", "GET / HTTP/1.1\r\nHost: a\r\n", "waits"},
    {"H20_no_end_of_line", "GET / HTTP/1.1", "waits"},
    {"another_protocol", "\x16\x03\x01\x02"s, "malformed"},
};
INSTANTIATE_TEST_SUITE_P(Syntax, RequestHead, testing::ValuesIn(syntax), named);

const HeadCase targets[]{
    {"T1_no_host", get("/", "X: y\r\n"), "malformed"},
    {"T2_two_hosts", get("/", "Host: a\r\nHost: b\r\n"), "malformed"},
    {"T2_one_host_twice", get("/", "Host: a\r\nhost: a\r\n"), "malformed"},
    {"T3_empty", hosted(""), "malformed"},
    {"T3_path", hosted("a/b"), "malformed"},
    {"T3_user", hosted("user@a"), "malformed"},
    {"T3_comma", hosted("a,b"), "malformed"},
    {"T3_space", hosted("a b"), "malformed"},
    {"T3_control", hosted("a\x01"), "malformed"},
    {"T3_high_byte", hosted("\xC3\xA4"), "malformed"},
    {"T3_port_of_letters", hosted("a:http"), "malformed"},
    {"T3_port_too_large", hosted("a:65536"), "malformed"},
    {"T3_two_ports", hosted("a:1:2"), "malformed"},
    {"T3_only_a_port", hosted(":80"), "malformed"},
    {"T3_open_bracket", hosted("[::1"), "malformed"},
    {"T3_empty_brackets", hosted("[]"), "malformed"},
    {"T3_text_after_bracket", hosted("[::1]a"), "malformed"},
    {"T3_256_characters", hosted(std::string(256, 'a')), "malformed"},
    {"T3_255_characters", hosted(std::string(255, 'a')), "accepted"},
    {"T3_address_and_port", hosted("[::1]:8080"), "accepted"},
    {"T4_absolute", get("http://a/x"), "accepted"},
    {"T5_absolute_of_another_host", get("http://b/x"), "accepted"},
    {"T4_absolute_without_host", get("http://a/x", "X: y\r\n"), "malformed"},
    {"T6_user", get("http://user@a/"), "malformed"},
    {"T6_another_scheme", get("ftp://a/"), "malformed"},
    {"T6_no_authority", get("http:///x"), "malformed"},
    {"T6_no_scheme", get("a/x"), "malformed"},
    {"T7_1_0_without_host", "GET / HTTP/1.0\r\n\r\n", "accepted"},
    {"T8_fragment", get("/a#b"), "malformed"},
    {"T8_fragment_of_absolute", get("http://a/#b"), "malformed"},
    {"T9_star_with_get", get("*"), "malformed"},
    {"T9_star_with_options", started("OPTIONS * HTTP/1.1"), "accepted"},
    {"T10_connect", started("CONNECT a:443 HTTP/1.1"), "method not allowed"},
    {"T10_connect_in_lower_case", started("connect / HTTP/1.1"), "method not allowed"},
    {"X14_trace_in_mixed_case", started("Trace / HTTP/1.1"), "method not allowed"},
    {"T10_connect_in_origin_form", started("CONNECT / HTTP/1.1"), "method not allowed"},
    {"T10_trace", started("TRACE / HTTP/1.1"), "method not allowed"},
    {"T11_space", get("/a b"), "malformed"},
    {"T11_control", get("/a\x01"), "malformed"},
    {"T11_nul", get("/a\0"s), "malformed"},
    {"T11_del", get("/a\x7F"), "malformed"},
    {"T12_high_byte", get("/\xC3\xA4"), "malformed"},
    {"T12_marks", get("/\\\"<>^{|}`"), "accepted"},
    {"T13_dots", get("/a/../b/./c//d"), "accepted"},
    {"T14_bad_escapes", get("/%00%0d%0a%c0%af%zz"), "accepted"},
    {"T16_question_mark", get("/?"), "accepted"},
    {"T16_two_question_marks", get("/??"), "accepted"},
    {"T16_query_of_8_kb", get("/?" + std::string(8'192, 'q')), "accepted"},
};
INSTANTIATE_TEST_SUITE_P(Target, RequestHead, testing::ValuesIn(targets), named);

}  // namespace
}  // namespace crossfade::h1
