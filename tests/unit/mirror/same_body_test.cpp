// Bodies that are the same arrive in other pieces on the two sides.
#include "proxy/mirror/same_body.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace crossfade::mirror {
namespace {

constexpr std::size_t unlimited = std::size_t{1} << 30U;

class Bodies {
public:
    Capture of(std::string_view body, std::size_t piece, std::size_t limit = unlimited) {
        Capture capture(limit);
        while (!body.empty()) {
            const auto chunk = body.substr(0, piece);
            auto block = pool_.take(chunk.size());
            std::copy(chunk.begin(), chunk.end(), block.data());
            static_cast<void>(capture.append({block.data(), chunk.size()}, block));
            body.remove_prefix(chunk.size());
        }
        return capture;
    }

private:
    net::BlockPool pool_;
};

std::string letters(std::size_t size) {
    std::mt19937 random(1);
    std::string text(size, ' ');
    std::generate(text.begin(), text.end(), [&] { return static_cast<char>('a' + random() % 26); });
    return text;
}

TEST(SameBody, is_the_same_in_whatever_pieces_it_came) {
    Bodies bodies;
    const auto text = letters(100'000);
    for (const std::size_t one : {7U, 4'095U, 16'384U, 100'000U}) {
        for (const std::size_t other : {11U, 4'096U, 65'536U, 100'000U}) {
            EXPECT_TRUE(same_body(bodies.of(text, one), bodies.of(text, other)));
        }
    }
    EXPECT_TRUE(same_body(bodies.of("", 1), bodies.of("", 1)));
}

TEST(SameBody, is_another_one_if_one_byte_is) {
    Bodies bodies;
    const auto text = letters(20'000);
    const auto whole = bodies.of(text, 8'192);
    for (const std::size_t at : {0U, 4'095U, 8'191U, 8'192U, 19'999U}) {
        auto changed = text;
        changed[at] = '!';
        EXPECT_FALSE(same_body(whole, bodies.of(changed, 5'000)));
    }
    EXPECT_FALSE(same_body(whole, bodies.of(text.substr(0, 19'999), 8'192)));
    EXPECT_FALSE(same_body(whole, bodies.of("", 1)));
}

TEST(SameBody, beyond_the_limit_is_the_same_by_its_hash) {
    Bodies bodies;
    const auto text = letters(20'000);
    auto changed = text;
    changed.back() = '!';
    const auto kept = [&](const std::string& body, std::size_t piece) {
        return bodies.of(body, piece, 10'000);
    };
    EXPECT_TRUE(same_body(kept(text, 3'000), kept(text, 16'000)));
    EXPECT_FALSE(same_body(kept(text, 3'000), kept(changed, 3'000)));
}

TEST(SameBody, that_was_given_up_is_not_the_whole_one) {
    Bodies bodies;
    const auto text = letters(20'000);
    auto given_up = bodies.of(text.substr(0, 10'000), 5'000, 10'000);
    given_up.cut_off(20'000);
    EXPECT_FALSE(same_body(bodies.of(text, 5'000, 10'000), given_up));
}

}  // namespace
}  // namespace crossfade::mirror
