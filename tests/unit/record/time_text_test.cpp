// Times as text.
#include "proxy/record/time_text.hpp"

#include <gtest/gtest.h>

namespace crossfade::record {
namespace {

TEST(TimeText, goes_there_and_back) {
    for (const char* text : {"1970-01-01T00:00:00.000Z",
                             "2026-11-21T04:56:13.042Z",
                             "2024-02-29T23:59:59.999Z",
                             "1969-12-31T23:59:59.999Z"}) {
        const auto time = parse_rfc3339(text);
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(rfc3339(*time), text);
        EXPECT_EQ(from_milliseconds(to_milliseconds(*time)), *time);
    }
}

TEST(TimeText, understands_offsets_and_any_fraction) {
    const auto time = parse_rfc3339("2026-11-21T04:56:13.042Z");
    EXPECT_EQ(parse_rfc3339("2026-11-21T13:56:13.0420001+09:00"), time);
    EXPECT_EQ(parse_rfc3339("2026-11-20t23:26:13.042-05:30"), time);
    EXPECT_EQ(parse_rfc3339("2026-11-21 04:56:13Z"), *time - std::chrono::milliseconds(42));
}

TEST(TimeText, refuses_what_is_no_time) {
    for (const char* text : {"",
                             "2026",
                             "2026-11-21",
                             "2026-11-21T04:56:13",
                             "2026-02-29T00:00:00Z",
                             "2026-13-01T00:00:00Z",
                             "2026-11-21T24:00:00Z",
                             "2026-11-21T04:60:00Z",
                             "2026-11-21T04:56:13.Z",
                             "2026-11-21T04:56:13Zx",
                             "0001-01-01T00:00:00Z",
                             "9999-01-01T00:00:00Z",
                             "2026-11-21T04:56:13+25:00",
                             "-026-11-21T04:56:13Z"}) {
        EXPECT_FALSE(parse_rfc3339(text)) << text;
    }
}

}  // namespace
}  // namespace crossfade::record
