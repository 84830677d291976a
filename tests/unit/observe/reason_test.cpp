// The tables of reasons: complete, unique, and in the order that look-ups rely on.
#include "proxy/observe/reason.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace crossfade::observe {
namespace {

template <typename Reason>
class ReasonTable : public testing::Test {};

using Tables = testing::Types<DropReason, ShadowError, LiveError, NotCompared, Refusal>;
TYPED_TEST_SUITE(ReasonTable, Tables);

TYPED_TEST(ReasonTable, names_every_reason_once_in_snake_case) {
    const auto& names = reason_names<TypeParam>;
    const std::set<std::string_view> unique(names.begin(), names.end());
    EXPECT_EQ(unique.size(), names.size());
    for (const auto name : names) {
        EXPECT_FALSE(name.empty());
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos);
        EXPECT_EQ(name_of(reason_of<TypeParam>(name)), name);
    }
    EXPECT_EQ(names.back(), "other");
    EXPECT_EQ(reason_of<TypeParam>("no such reason"), TypeParam::other);
    EXPECT_EQ(reason_of<TypeParam>(""), TypeParam::other);
}

TEST(ReasonName, stands_in_the_order_of_the_enumerators) {
    EXPECT_EQ(name_of(DropReason::require_failed), "require_failed");
    EXPECT_EQ(name_of(DropReason::shutdown), "shutdown");
    EXPECT_EQ(name_of(ShadowError::server_error), "server_error");
    EXPECT_EQ(name_of(LiveError::client_left), "client_left");
    EXPECT_EQ(name_of(NotCompared::upgraded), "upgraded");
    EXPECT_EQ(name_of(Refusal::descriptors), "descriptors");
    EXPECT_EQ(name_of(Refusal::memory), "memory");
}

TEST(LocalReplyReasons, are_sorted_up_to_the_last) {
    const auto last = local_reply_reasons.end() - 1;
    EXPECT_TRUE(std::is_sorted(local_reply_reasons.begin(), last));
    EXPECT_EQ(std::adjacent_find(local_reply_reasons.begin(), last), last);
    EXPECT_EQ(*last, "other");
}

}  // namespace
}  // namespace crossfade::observe
