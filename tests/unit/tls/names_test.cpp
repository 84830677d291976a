// Which certificate a server name gets.
#include "proxy/tls/names.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crossfade::tls {
namespace {

class NamesTest : public testing::Test {
protected:
    NamesTest() {
        names_.add("a.example", 0);
        names_.add("*.B.example.", 1);
        names_.add("c.b.example", 2);
        names_.add("a.example", 3);  // somebody has it already
        names_.add("*.example", 4);
    }

    Names names_;
};

TEST_F(NamesTest, FindsExactNamesBeforeWildcards) {
    EXPECT_EQ(names_.find("a.example"), 0U);
    EXPECT_EQ(names_.find("c.b.example"), 2U);
    EXPECT_EQ(names_.find("d.b.example"), 1U);
    EXPECT_EQ(names_.find("z.example"), 4U);
}

TEST_F(NamesTest, IgnoresCaseAndTheDotAtTheEnd) {
    EXPECT_EQ(names_.find("A.EXAMPLE"), 0U);
    EXPECT_EQ(names_.find("a.example."), 0U);
    EXPECT_EQ(names_.find("X.b.Example."), 1U);
}

TEST_F(NamesTest, LetsAWildcardStandForOneWholeLabel) {
    EXPECT_EQ(names_.find("x.y.b.example"), std::nullopt);
    EXPECT_EQ(names_.find(".b.example"), std::nullopt);
    EXPECT_EQ(names_.find("xb.example"), 4U);
}

TEST_F(NamesTest, FindsNothingForWhatIsNoName) {
    const std::vector<std::string> strange{
        "", ".", "..", "example", "127.0.0.1", "::1", std::string(255, 'a'), "a.example..", "*"};
    for (const auto& name : strange) EXPECT_EQ(names_.find(name), std::nullopt) << name;
}

}  // namespace
}  // namespace crossfade::tls
