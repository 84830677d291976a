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

}  // namespace
}  // namespace crossfade::mirror
