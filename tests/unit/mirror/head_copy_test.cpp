// What is kept of heads once their connection is gone.
#include "proxy/mirror/head_copy.hpp"

#include "proxy/compare/user.hpp"

#include <gtest/gtest.h>

namespace crossfade::mirror {
namespace {

RequestCopy copy_for(std::string_view user) {
    http::RequestHead head;
    head.method = "GET";
    head.path = "/";
    return {head, "id-1", {}, user};
}

TEST(RequestCopy, keeps_the_key_of_the_request) {
    EXPECT_EQ(copy_for("").user(), "");
    EXPECT_EQ(copy_for("user-17").user(), "user-17");
    const std::string longest(compare::max_user, 'x');
    EXPECT_EQ(copy_for(longest).user(), longest);
}

TEST(RequestCopy, tells_long_keys_apart_that_begin_alike) {
    const std::string same(1'000, 'x');
    const std::string one(copy_for(same + "1").user());
    EXPECT_TRUE(one.starts_with("long:")) << one;
    EXPECT_LE(one.size(), compare::max_user);
    EXPECT_EQ(one, copy_for(same + "1").user());
    EXPECT_NE(one, copy_for(same + "2").user());
}

TEST(ResponseCopy, finds_a_field_by_its_name_in_any_case) {
    http::ResponseHead head;
    head.status = 200;
    head.fields.add("Content-Type", "text/plain");
    head.fields.add("X-Build", "41");
    head.fields.add("x-build", "42");
    ResponseCopy copy;
    copy.assign(head);
    EXPECT_EQ(copy.find("x-build"), "41");
    EXPECT_EQ(copy.find("content-type"), "text/plain");
    EXPECT_EQ(copy.find("x-buil"), "");
}

TEST(ResponseCopy, keeps_trailers_apart_from_headers) {
    http::ResponseHead head;
    head.status = 200;
    head.fields.add("Content-Type", "application/grpc");
    http::FieldList trailers;
    trailers.add("grpc-status", "5");
    trailers.add("Content-Length", "7");
    ResponseCopy copy;
    copy.assign(head);
    copy.add_trailers(trailers);
    EXPECT_EQ(copy.headers(), (compare::HeaderList{{"Content-Type", "application/grpc"}}));
    EXPECT_EQ(copy.trailers(), (compare::HeaderList{{"grpc-status", "5"}}));
    EXPECT_EQ(copy.find("grpc-status"), "");
    copy.assign(head);
    EXPECT_EQ(copy.trailers(), compare::HeaderList{});
}

TEST(RequestCopy, takes_another_head_in_the_same_memory) {
    http::RequestHead large;
    large.method = "POST";
    large.path = "/large";
    large.query = "q";
    large.has_query = true;
    const std::string value(10'000, 'v');
    for (int index = 0; index < 50; ++index) large.fields.add("X-Large", value);
    http::RequestHead small;
    small.method = "GET";
    small.path = "/small";
    small.fields.add("Host", "shop");
    http::ForwardedFields forwarded;
    forwarded.forwarded_for = "192.0.2.1";
    forwarded.believed = true;
    RequestCopy copy(large, "id-1", forwarded, "user");
    EXPECT_EQ(copy.head().fields.size(), 50U);
    copy.shrink();
    EXPECT_LE(copy.memory(), 4'096U);
    copy.assign(small, "id-2", {}, "");
    EXPECT_EQ(copy.head().method, "GET");
    EXPECT_EQ(copy.head().path, "/small");
    EXPECT_EQ(copy.head().query, "");
    EXPECT_FALSE(copy.head().has_query);
    ASSERT_EQ(copy.head().fields.size(), 1U);
    EXPECT_EQ(copy.head().fields.find(http::FieldName::host), "shop");
    EXPECT_EQ(copy.request_id(), "id-2");
    EXPECT_EQ(copy.user(), "");
    EXPECT_EQ(copy.forwarded().forwarded_for, "");
    EXPECT_FALSE(copy.forwarded().believed);
}

TEST(ResponseCopy, is_empty_once_it_is_cleared) {
    http::ResponseHead head;
    head.status = 200;
    const std::string value(10'000, 'v');
    head.fields.add("X-Large", value);
    ResponseCopy copy;
    copy.assign(head);
    copy.clear();
    EXPECT_EQ(copy.status(), 0);
    EXPECT_LE(copy.memory(), 4'096U);
    EXPECT_TRUE(copy.headers().empty());
    EXPECT_EQ(copy.find("x-large"), "");
    copy.assign(head);
    copy.assign_status(204);
    EXPECT_EQ(copy.status(), 204);
    EXPECT_TRUE(copy.headers().empty());
}

}  // namespace
}  // namespace crossfade::mirror
