// The chunked coding; the numbers are those of the requirements that the entries stand for.
#include "proxy/h1/chunked.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace crossfade::h1 {
namespace {

using namespace std::string_literals;
using State = ChunkedDecoder::State;

struct Decoded {
    std::string body;
    State state = State::more;
    std::string trailers;  // "name=value;" each
    std::string rest;

    bool operator==(const Decoded&) const = default;
};

void PrintTo(const Decoded& decoded, std::ostream* out) {
    *out << static_cast<int>(decoded.state) << " '" << decoded.body << "' " << decoded.trailers
         << " rest '" << decoded.rest << "'";
}

/// What comes of input that arrives in pieces ending at these offsets.
Decoded decode(const std::string& input, const std::vector<std::size_t>& ends) {
    ChunkedDecoder decoder;
    Decoded decoded;
    std::size_t consumed = 0;
    for (const auto end : ends) {
        while (decoded.state == State::more) {
            const auto step = decoder.next(Bytes(input).substr(consumed, end - consumed));
            consumed += step.consumed;
            decoded.body += step.data;
            decoded.state = step.state;
            if (step.consumed == 0) break;
        }
    }
    if (decoded.state == State::finished) {
        for (const auto& field : decoder.trailers().view()) {
            decoded.trailers.append(field.name).append("=").append(field.value).append(";");
        }
        decoded.rest = input.substr(consumed);
    }
    return decoded;
}

Decoded decode(const std::string& input) { return decode(input, {input.size()}); }

Decoded decode_byte_by_byte(const std::string& input) {
    std::vector<std::size_t> ends;
    for (std::size_t end = 1; end <= input.size(); ++end) ends.push_back(end);
    return decode(input, ends);
}

struct ChunkedCase {
    const char* name;
    std::string input;
    State state;
    std::string body;
};

void PrintTo(const ChunkedCase& entry, std::ostream* out) { *out << entry.name; }

class Chunked : public testing::TestWithParam<ChunkedCase> {};

TEST_P(Chunked, has_one_meaning_however_it_arrives) {
    const auto& entry = GetParam();
    const auto whole = decode(entry.input);
    EXPECT_EQ(whole.state, entry.state);
    EXPECT_EQ(whole.body, entry.body);
    EXPECT_EQ(decode_byte_by_byte(entry.input), whole);
    constexpr std::size_t few = 2'000;
    if (entry.input.size() > few) return;
    for (std::size_t cut = 1; cut < entry.input.size(); ++cut) {
        EXPECT_EQ(decode(entry.input, {cut, entry.input.size()}), whole) << cut;
    }
}

std::string sized(const std::string& size) { return size + "\r\nhello\r\n0\r\n\r\n"; }

ChunkedCase refused(const char* name, const std::string& input, const std::string& body = {}) {
    return {name, input, State::malformed, body};
}

ChunkedCase taken(const char* name, const std::string& input, const std::string& body = "hello") {
    return {name, input, State::finished, body};
}

const ChunkedCase cases[]{
    taken("plain", sized("5")),
    taken("several", "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"),
    taken("nothing", "0\r\n\r\n", ""),
    taken("several_zeros", "5\r\nhello\r\n000\r\n\r\n"),
    taken("hex_in_any_case",
          "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
          "01234567890123456789"),
    taken("line_ends_in_the_data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n"),
    {"no_last_chunk", "5\r\nhello\r\n", State::more, "hello"},
    {"cut_in_the_data", "5\r\nhel", State::more, "hel"},
    refused("F17_0x", sized("0x5")),
    refused("F17_plus", sized("+5")),
    refused("F17_minus", sized("-5")),
    refused("F17_space_before", sized(" 5")),
    refused("F17_space_after", sized("5 ")),
    refused("F17_tab_after", sized("5\t")),
    refused("F17_underscore", sized("5_0")),
    refused("F17_empty", sized("")),
    refused("F17_letter", sized("g")),
    refused("F18_17_digits", sized("10000000000000005")),
    refused("F18_16_digits", sized("1000000000000005")),
    refused("F18_zeros_before", sized("0000000000000005")),
    refused("F18_64_bits_and_more", sized("ffffffffffffffff")),
    taken("F18_15_digits", sized("000000000000005")),
    refused("F19_lf_after_size", "5\nhello\r\n0\r\n\r\n"),
    refused("F19_lf_after_data", "5\r\nhello\n0\r\n\r\n", "hello"),
    refused("F19_lf_after_last_size", "5\r\nhello\r\n0\n\r\n", "hello"),
    refused("F19_lf_at_the_end", "5\r\nhello\r\n0\r\n\n", "hello"),
    refused("F19_lf_after_trailer", "0\r\nX: y\n\r\n"),
    refused("F19_cr_alone_after_size", "5\rhello\r\n0\r\n\r\n"),
    refused("F19_cr_twice_after_size", "5\r\r\nhello\r\n0\r\n\r\n"),
    refused("F20_text_after_data", "5\r\nhelloXX0\r\n\r\n", "hello"),
    refused("F20_cr_and_text_after_data", "5\r\nhello\rX0\r\n\r\n", "hello"),
    refused("F20_size_too_small", "4\r\nhello\r\n0\r\n\r\n", "hell"),
    taken("F21_name", sized("5;a")),
    taken("F21_names", sized("5;a;b;c")),
    taken("F21_value", sized("5;a=b")),
    taken("F21_quoted", sized("5;a=\"b c; \\\"d\\\\\"")),
    taken("F21_quoted_empty", sized("5;a=\"\"")),
    taken("F21_at_the_last_chunk", "5\r\nhello\r\n0;a=b\r\n\r\n"),
    refused("F22_lf", sized("5;a\nb")),
    refused("F22_cr", sized("5;a\rb")),
    refused("F22_nul", sized("5;a\0"s)),
    refused("F22_control", sized("5;a=\x01")),
    refused("F22_nul_quoted", sized("5;a=\"\0\""s)),
    refused("F22_nul_quoted_and_escaped", sized("5;a=\"\\\0\""s)),
    refused("F22_del_quoted_and_escaped", sized("5;a=\"\\\x7F\"")),
    refused("F22_lf_quoted", sized("5;a=\"\n\"")),
    refused("F23_no_name", sized("5;")),
    refused("F23_no_token", sized("5;[=x")),
    refused("F23_no_value", sized("5;a=")),
    refused("F23_quote_open", sized("5;a=\"b")),
    refused("F23_escape_open", sized("5;a=\"b\\\"")),
    refused("F23_text_after_quote", sized("5;a=\"b\"c")),
    refused("F23_space", sized("5; a")),
    refused("F24_long_line", sized("5;" + std::string(ChunkedDecoder::max_line, 'a'))),
    taken("F24_longest_line", sized("5;" + std::string(ChunkedDecoder::max_line - 2, 'a'))),
    refused("F24_size_line_without_end", std::string(ChunkedDecoder::max_line + 2, '0')),
    refused("trailer_without_colon", "0\r\nX\r\n\r\n"),
    refused("trailer_with_space_before_colon", "0\r\nX : y\r\n\r\n"),
    refused("trailer_folded", "0\r\nX: y\r\n z\r\n\r\n"),
    refused("trailer_with_control", "0\r\nX: \x01\r\n\r\n"),
    refused("trailer_with_nul_in_name", "0\r\nX\0: y\r\n\r\n"s),
    refused("trailer_too_long",
            "0\r\nX: " + std::string(ChunkedDecoder::max_trailer_section, 'y') + "\r\n\r\n"),
    taken("trailer_longest",
          "0\r\nX: " + std::string(ChunkedDecoder::max_trailer_section - 5, 'y') + "\r\n\r\n",
          ""),
};
INSTANTIATE_TEST_SUITE_P(Coding, Chunked, testing::ValuesIn(cases), [](const auto& entry) {
    return std::string(entry.param.name);
});

TEST(ChunkedTrailers, are_kept_in_order_and_trimmed) {
    const auto decoded = decode("0\r\nB: 2 \r\na:\t1\r\nB: 3\r\nC:\r\n\r\nGET /");
    EXPECT_EQ(decoded.state, State::finished);
    EXPECT_EQ(decoded.trailers, "B=2;a=1;B=3;C=;");
    EXPECT_EQ(decoded.rest, "GET /");
}

TEST(ChunkedTrailers, many_small_ones_meet_the_limit_too) {
    std::string input = "0\r\n";
    for (std::size_t size = 0; size <= ChunkedDecoder::max_trailer_section; size += 6) {
        input += "X: y\r\n";
    }
    EXPECT_EQ(decode(input + "\r\n").state, State::malformed);
}

TEST(ChunkedExtensions, of_a_whole_message_have_a_limit) {
    const std::string extension = ";" + std::string(1'023, 'a');
    std::string input;
    for (std::size_t size = 0; size < ChunkedDecoder::max_extensions; size += extension.size()) {
        input += "1" + extension + "\r\nx\r\n";
    }
    EXPECT_EQ(decode(input + "0\r\n\r\n").state, State::finished);
    EXPECT_EQ(decode(input + "0;a\r\n\r\n").state, State::malformed);
}

TEST(ChunkedData, of_many_small_chunks_is_exact) {
    std::string input;
    std::string body;
    for (int count = 0; count < 100'000; ++count) {
        const char letter = static_cast<char>('a' + count % 26);
        body += letter;
        input.append("1\r\n").append(1, letter).append("\r\n");
    }
    EXPECT_EQ(decode(input + "0\r\n\r\n").body, body);
}

TEST(ChunkedDecoder, hands_out_bytes_again_that_were_put_back) {
    ChunkedDecoder decoder;
    const auto step = decoder.next("5\r\nhello");
    ASSERT_EQ(step.data, "hello");
    decoder.put_back(2);
    const auto again = decoder.next("lo\r\n0\r\n\r\n");
    EXPECT_EQ(again.data, "lo");
    EXPECT_EQ(decoder.next("\r\n0\r\n\r\n").state, State::finished);
}

TEST(ChunkedDecoder, puts_back_within_a_chunk_that_goes_on) {
    ChunkedDecoder decoder;
    ASSERT_EQ(decoder.next("5\r\nhel").data, "hel");
    decoder.put_back(3);
    EXPECT_EQ(decoder.next("hello\r\n").data, "hello");
}

TEST(ChunkedDecoder, begins_anew_after_a_reset) {
    ChunkedDecoder decoder;
    ASSERT_EQ(decoder.next("5\r\nhello\r\n0\r\nX: y\r\n\r\n").data, "hello");
    ASSERT_EQ(decoder.next("\r\n0\r\nX: y\r\n\r\n").state, State::finished);
    ASSERT_EQ(decoder.trailers().size(), 1U);
    decoder.reset();
    EXPECT_EQ(decoder.trailers().size(), 0U);
    EXPECT_EQ(decoder.next("2\r\nab\r\n").data, "ab");
}

TEST(ChunkedDecoder, stays_finished) {
    ChunkedDecoder decoder;
    ASSERT_EQ(decoder.next("0\r\n\r\n").state, State::finished);
    const auto step = decoder.next("5\r\nhello\r\n");
    EXPECT_EQ(step.state, State::finished);
    EXPECT_EQ(step.consumed, 0U);
}

TEST(ChunkedDecoder, chance_finds_no_input_that_splits_into_another) {
    std::mt19937 random(20'260'731);
    const std::string base = "5;a=\"b\"\r\nhello\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n";
    static constexpr std::string_view pieces[]{"\r\n", "\n", "\r", "0", ";", "\"", "\\", " ", "f"};
    for (int round = 0; round < 20'000; ++round) {
        auto input = base;
        const auto piece = pieces[random() % std::size(pieces)];
        input.replace(random() % input.size(), random() % 3, piece.data(), piece.size());
        const auto whole = decode(input);
        ASSERT_EQ(decode_byte_by_byte(input), whole) << input;
        const auto cut = 1 + random() % (input.size() - 1);
        ASSERT_EQ(decode(input, {cut, input.size()}), whole) << input << " at " << cut;
    }
}

TEST(ChunkHeader, is_lower_case_hex_and_one_line_end) {
    EXPECT_EQ(ChunkHeader(1).text(), "1\r\n");
    EXPECT_EQ(ChunkHeader(15).text(), "f\r\n");
    EXPECT_EQ(ChunkHeader(65'536).text(), "10000\r\n");
    EXPECT_EQ(ChunkHeader(SIZE_MAX).text(), "ffffffffffffffff\r\n");
}

}  // namespace
}  // namespace crossfade::h1
