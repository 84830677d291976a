// Keys that seal tickets come and go.
#include "proxy/tls/ticket_keys.hpp"

#include <gtest/gtest.h>

namespace crossfade::tls {
namespace {

using std::chrono::seconds;
using Found = TicketKeys::Found;

class TicketKeysTest : public testing::Test {
protected:
    static constexpr seconds rotation{100};

    Found find(const TicketKey& key) const {
        TicketKey found;
        const auto result = keys_.find(key.name.data(), found);
        if (result != Found::unknown) {
            EXPECT_EQ(found.cipher, key.cipher);
            EXPECT_EQ(found.mac, key.mac);
        }
        return result;
    }
    void rotate_after(int elapsed) {
        now_ += seconds(elapsed);
        keys_.rotate(rotation, now_);
    }

    TicketKeys::Clock::time_point now_{seconds(1'000'000)};
    TicketKeys keys_{now_};
};

TEST_F(TicketKeysTest, AreKeptUntilTheirTimeHasCome) {
    const auto first = keys_.current();
    rotate_after(99);
    EXPECT_EQ(find(first), Found::current);
}

TEST_F(TicketKeysTest, OpenForOneRotationLongerThanTheySeal) {
    const auto first = keys_.current();
    rotate_after(100);
    const auto second = keys_.current();
    EXPECT_NE(first.name, second.name);
    EXPECT_NE(first.cipher, second.cipher);
    EXPECT_NE(first.mac, second.mac);
    EXPECT_EQ(find(first), Found::previous);
    EXPECT_EQ(find(second), Found::current);
    rotate_after(100);
    EXPECT_EQ(find(first), Found::unknown);
    EXPECT_EQ(find(second), Found::previous);
}

TEST_F(TicketKeysTest, AreForgottenAfterALongPause) {
    const auto first = keys_.current();
    rotate_after(200);
    EXPECT_EQ(find(first), Found::unknown);
}

TEST_F(TicketKeysTest, AreNobodyElses) {
    const TicketKeys others(now_);
    EXPECT_EQ(find(others.current()), Found::unknown);
}

TEST_F(TicketKeysTest, GoOnInAnotherProcess) {
    const auto first = keys_.current();
    rotate_after(100);
    TicketKeys other(keys_.state());
    TicketKey key;
    EXPECT_EQ(other.find(first.name.data(), key), Found::previous);
    EXPECT_EQ(other.find(keys_.current().name.data(), key), Found::current);
    EXPECT_EQ(key.mac, keys_.current().mac);
}

}  // namespace
}  // namespace crossfade::tls
