// Which value a request is split and sampled by.
#include "routing/key.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace crossfade::routing {
namespace {

using Kind = KeySource::Kind;

const std::vector<KeySource> sources{
    {Kind::cookie, "session_id"}, {Kind::header, "x-user-id"}, {Kind::client_address, ""}};

TEST(FindKey, takes_the_first_source_that_has_a_value) {
    const std::vector<Field> both{{"X-User-Id", "u1"}, {"Cookie", "session_id=s1"}};
    const std::vector<Field> header{{"X-User-Id", "u1"}, {"Cookie", "other=s1"}};
    Request request;
    request.client_address = "192.0.2.7";
    request.fields = both;
    EXPECT_EQ(find_key(sources, request), "s1");
    request.fields = header;
    EXPECT_EQ(find_key(sources, request), "u1");
    request.fields = {};
    EXPECT_EQ(find_key(sources, request), "192.0.2.7");
}

TEST(FindKey, passes_over_empty_values) {
    const std::vector<Field> fields{{"cookie", "session_id="}, {"x-user-id", ""}};
    Request request;
    request.fields = fields;
    request.client_address = "::1";
    EXPECT_EQ(find_key(sources, request), "::1");
}

TEST(FindKey, finds_nothing_where_there_is_nothing) {
    EXPECT_EQ(find_key(sources, Request{}), std::nullopt);
    EXPECT_EQ(find_key({}, Request{}), std::nullopt);
}

}  // namespace
}  // namespace crossfade::routing
