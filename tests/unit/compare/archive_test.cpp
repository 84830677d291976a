// Archives compared by what is in them.
#include "proxy/compare/archive.hpp"

#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::compare {
namespace {

std::string entry(const std::string& name, const std::string& content, const std::string& time) {
    std::string header(512, '\0');
    const auto put = [&header](std::size_t at, const std::string& text) {
        header.replace(at, text.size(), text);
    };
    put(0, name);
    std::string size = "00000000000";
    for (std::size_t rest = content.size(), i = size.size(); rest > 0; rest /= 8) {
        size[--i] = static_cast<char>('0' + rest % 8);
    }
    put(124, size);
    put(136, time);
    put(156, "0");
    put(257, "ustar");
    std::string out = header + content;
    out.resize((out.size() + 511) / 512 * 512, '\0');
    return out;
}

std::string tar(const std::string& entries) { return entries + std::string(1024, '\0'); }

std::string hex_of(const std::string& bytes) {
    std::string out;
    for (const char c : bytes) {
        out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4U];
        out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15U];
    }
    return out;
}

Result compared(std::string live, std::string shadow) {
    Pair pair = pair_of(std::move(live), std::move(shadow));
    pair.live.headers = pair.shadow.headers = {{"Content-Type", "application/x-tar"}};
    return judge(pair);
}

TEST(Archive, is_the_list_of_its_files) {
    EXPECT_EQ(archive_json(tar(entry("a.txt", "one", "1") + entry("b/c", "", "1"))),
              R"([{"name":"a.txt","content":"one"},{"name":"b/c","content":""}])");
    EXPECT_EQ(archive_json(tar("")), std::nullopt);
    EXPECT_EQ(archive_json(tar(entry("a.txt", "one", "1")) + "more"), std::nullopt);
    EXPECT_EQ(archive_json("no archive"), std::nullopt);
    EXPECT_EQ(archive_json(entry("a.txt", std::string(600, 'x'), "1").substr(0, 1024)),
              std::nullopt);
    EXPECT_EQ(archive_json(hex_of("\x1f\x8b cut off")), std::nullopt);
}

TEST(Archive, packed_at_another_time_is_the_same) {
    const Result result = compared(tar(entry("a.txt", "one", "14000000000")),
                                   tar(entry("a.txt", "one", "14000000777")));
    EXPECT_EQ(result.verdict, Verdict::match);
    EXPECT_EQ(result.hidden, (std::vector<Hidden>{{"body", "bytes", "built-in archive"}}));
}

TEST(Archive, with_another_file_or_content_is_found) {
    const std::string live = tar(entry("a.txt", "one", "1"));
    EXPECT_EQ(texts_of(compared(live, tar(entry("a.txt", "two", "1")))),
              Texts{"body[*].content value value"});
    EXPECT_EQ(compared(live, tar(entry("a.txt", "one", "1") + entry("b.txt", "", "1"))).verdict,
              Verdict::mismatch);
}

}  // namespace
}  // namespace crossfade::compare
