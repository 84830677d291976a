// What class a text is of, and when two are of the same one.
#include "proxy/text/format.hpp"

#include "proxy/text/identifier.hpp"

#include <gtest/gtest.h>

namespace crossfade::text {
namespace {

TEST(Format, is_told_by_form_alone) {
    EXPECT_EQ(format_of("17"), Format::integer);
    EXPECT_EQ(format_of("-1.50"), Format::decimal);
    EXPECT_EQ(format_of("0b9f9a3e-6c1d-4b2e-9f57-3a1c52d7e801"), Format::uuid);
    EXPECT_EQ(format_of("01ARZ3NDEKTSV4RRFFQ69G5FAV"), Format::ulid);
    EXPECT_EQ(format_of("9e107d9d372bb6826bd81d3542a419d6"), Format::hex);
    EXPECT_EQ(format_of("507f1f77bcf86cd799439011"), Format::hex);
    EXPECT_EQ(format_of("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln"), Format::jwt);
    EXPECT_EQ(format_of("ch_9s6XKzkNRiz8i3Qa"), Format::token);
    EXPECT_EQ(format_of("MDU6TGFiZWwyOTczMjc1MDEw"), Format::token);
    EXPECT_EQ(format_of("2024-01-31T09:30:00Z"), Format::iso_time);
    EXPECT_EQ(format_of("2024-01-31"), Format::iso_date);
    EXPECT_EQ(format_of("Wed, 31 Jan 2024 09:30:00 GMT"), Format::http_date);
    EXPECT_EQ(format_of("https://api.example.com/a?b=1"), Format::url);
    EXPECT_EQ(format_of("a.b@example.com"), Format::email);
}

TEST(Format, is_none_of_words_colours_and_sentences) {
    for (const char* text : {"",
                             "ACTIVE",
                             "d73a4a",
                             "internationalization",
                             "iPhone12ProMaxSilver",
                             "created by nobody in particular",
                             "application/json",
                             "CamelCaseNameOfSomething",
                             "snake_case_name_of_something",
                             "https://"}) {
        EXPECT_FALSE(is_random(format_of(text))) << text;
        EXPECT_FALSE(is_time(format_of(text))) << text;
    }
}

TEST(Format, is_the_same_only_in_the_same_manner) {
    EXPECT_TRUE(same_format("2024-01-31T09:30:00Z", "2025-02-01T10:00:01Z"));
    EXPECT_TRUE(same_format("2024-01-31T09:30:00.123Z", "2025-02-01T10:00:01.123456Z"));
    EXPECT_TRUE(same_format("2024-01-31T09:30:00-07:00", "2024-08-31T09:30:00+01:00"));
    EXPECT_FALSE(same_format("2024-01-31T09:30:00Z", "2024-01-31T09:30:00+00:00"));
    EXPECT_FALSE(same_format("2024-01-31T09:30:00Z", "2024-01-31T09:30:00.5Z"));
    EXPECT_FALSE(same_format("2024-01-31T09:30:00Z", "2024-01-31 09:30:00Z"));
    EXPECT_FALSE(same_format("2024-01-31T09:30:00Z", "2024-01-31"));
    EXPECT_FALSE(same_format("17", "17.5"));
    EXPECT_FALSE(same_format("word", "other"));
    EXPECT_FALSE(same_format("ch_9s6XKzkNRiz8i3Qa", "cus_4eC39HqLyjWDarjt"));
}

TEST(Format, reads_prefixes_and_base64) {
    EXPECT_EQ(token_prefix("cus_9s6XKzkNRiz8i3"), "cus");
    EXPECT_EQ(token_prefix("sk_live_9s6XKzkNRiz8i3"), "sk_live");
    EXPECT_EQ(token_prefix("9s6X_KzkNRiz8i3"), "");
    EXPECT_EQ(printable_base64("eyJpZCI6MTd9"), R"({"id":17})");
    EXPECT_EQ(printable_base64("MDU6TGFiZWwyOTczMjc1MDEw"), "05:Label2973275010");
    EXPECT_EQ(printable_base64("_____wAA"), "");
    EXPECT_EQ(printable_base64("not base64!"), "");
}

TEST(Identifier, is_known_by_the_name_of_its_field) {
    for (const char* name :
         {"id", "ID", "order_id", "orderId", "orderID", "order-id", "ids", "uuid"}) {
        EXPECT_TRUE(names_identifier(name)) << name;
    }
    for (const char* name :
         {"identity", "paid", "valid", "width", "grid", "number", "amount", "key"}) {
        EXPECT_FALSE(names_identifier(name)) << name;
    }
    EXPECT_EQ(thing_of("orderId"), "order");
    EXPECT_EQ(thing_of("order_id"), "order");
    EXPECT_EQ(thing_of("id"), "");
    EXPECT_EQ(singular("Orders"), "order");
    EXPECT_EQ(singular("categories"), "category");
    EXPECT_EQ(singular("status"), "status");
    EXPECT_TRUE(names_time("created_at"));
    EXPECT_TRUE(names_time("updatedAt"));
    EXPECT_FALSE(names_time("format"));
}

TEST(Identifier, claims_are_taken_out_of_urls_and_nothing_else_may_differ) {
    const auto claims =
        claims_of("/orders/17/items/3?user_id=5", "/orders/99/items/3?user_id=8", "", "");
    EXPECT_EQ(claims, (Claims{{"order", "17", "99"}, {"user", "5", "8"}}));
    EXPECT_EQ(claims_of("/orders/17?page=1", "/orders/99?page=2", "", ""), std::nullopt);
    EXPECT_EQ(claims_of("/orders/17", "/orders/99/items", "", ""), std::nullopt);
    EXPECT_EQ(claims_of("3/5", "4/5", "", ""), std::nullopt);
    EXPECT_EQ(claims_of("/v1/orders", "/v2/orders", "", ""), std::nullopt);
}

}  // namespace
}  // namespace crossfade::text
