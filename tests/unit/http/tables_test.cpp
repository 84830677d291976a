// The small tables: field names, failures, phrases, and the date.
#include "proxy/http/date.hpp"
#include "proxy/http/failure.hpp"
#include "proxy/http/field_name.hpp"
#include "proxy/observe/reason.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <set>
#include <string>

namespace crossfade::http {
namespace {

constexpr std::pair<std::string_view, FieldName> known[]{
    {"Connection", FieldName::connection},
    {"Content-Length", FieldName::content_length},
    {"Cookie", FieldName::cookie},
    {"Date", FieldName::date},
    {"Expect", FieldName::expect},
    {"Forwarded", FieldName::forwarded},
    {"Host", FieldName::host},
    {"Keep-Alive", FieldName::keep_alive},
    {"Max-Forwards", FieldName::max_forwards},
    {"Proxy-Authenticate", FieldName::proxy_authenticate},
    {"Proxy-Authorization", FieldName::proxy_authorization},
    {"Proxy-Connection", FieldName::proxy_connection},
    {"TE", FieldName::te},
    {"Trailer", FieldName::trailer},
    {"Transfer-Encoding", FieldName::transfer_encoding},
    {"Upgrade", FieldName::upgrade},
    {"Via", FieldName::via},
    {"X-Forwarded-For", FieldName::x_forwarded_for},
    {"X-Forwarded-Host", FieldName::x_forwarded_host},
    {"X-Forwarded-Proto", FieldName::x_forwarded_proto},
    {"X-Request-Id", FieldName::x_request_id},
    {"Traceparent", FieldName::traceparent},
    {"HTTP2-Settings", FieldName::http2_settings},
    {"X-Real-IP", FieldName::x_forwarded_other},
    {"X-Crossfade-Mirror", FieldName::crossfade},
};

std::string in_upper_case(std::string_view name) {
    std::string upper(name);
    for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return upper;
}

TEST(FieldNames, are_known_in_any_case) {
    std::set<FieldName> seen{FieldName::other};
    for (const auto& [name, id] : known) {
        EXPECT_EQ(field_name_of(name), id) << name;
        EXPECT_EQ(field_name_of(in_upper_case(name)), id) << name;
        seen.insert(id);
    }
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(FieldName::crossfade) + 1);  // none forgotten
}

bool is_known(std::string_view name) {
    return std::any_of(std::begin(known), std::end(known), [name](const auto& entry) {
        return in_upper_case(entry.first) == in_upper_case(name);
    });
}

TEST(FieldNames, that_are_nearly_known_are_others) {
    for (const auto& [name, id] : known) {
        // Prefixes, see below.
        if (id == FieldName::crossfade || name.starts_with("X-Forwarded-")) continue;
        for (std::size_t at = 0; at < name.size(); ++at) {
            std::string changed(name);
            changed[at] = changed[at] == '-' ? '_' : '~';
            EXPECT_EQ(field_name_of(changed), FieldName::other) << changed;
            std::string shorter(name);
            shorter.erase(at, 1);
            if (!is_known(shorter)) {
                EXPECT_EQ(field_name_of(shorter), FieldName::other) << shorter;
            }
        }
        EXPECT_EQ(field_name_of(std::string(name) + "s"), FieldName::other);
        EXPECT_EQ(field_name_of("X" + std::string(name)), FieldName::other);
    }
    EXPECT_EQ(field_name_of(""), FieldName::other);
    EXPECT_EQ(field_name_of(std::string(100'000, 'a')), FieldName::other);
}

TEST(FieldNames, fold_letters_and_nothing_else) {
    EXPECT_EQ(field_name_of("hos\x54"), FieldName::host);
    EXPECT_EQ(field_name_of("keep\x0D"
                            "alive"),
              FieldName::other);  // '-' without the bit of case
    EXPECT_EQ(field_name_of("hos\xF4"), FieldName::other);
}

TEST(FieldNames, of_our_own_need_something_after_the_prefix) {
    EXPECT_EQ(field_name_of("x-crossfade-a"), FieldName::crossfade);
    EXPECT_EQ(field_name_of("x-crossfade-" + std::string(1'000, 'a')), FieldName::crossfade);
    EXPECT_EQ(field_name_of("x-crossfade-"), FieldName::other);
    EXPECT_EQ(field_name_of("x-crossfade"), FieldName::other);
    EXPECT_EQ(field_name_of("x_crossfade-a"), FieldName::other);
}

TEST(FieldNames, of_forwarding_are_a_family) {
    EXPECT_EQ(field_name_of("X-Forwarded-Port"), FieldName::x_forwarded_other);
    EXPECT_EQ(field_name_of("x-forwarded-forr"), FieldName::x_forwarded_other);
    EXPECT_EQ(field_name_of("X-Forwarded-"), FieldName::other);
    EXPECT_EQ(field_name_of("X-Forward"), FieldName::other);
}

TEST(LookAlikes, are_known_names_with_other_marks) {
    for (const std::string_view name : {"Content_Length",
                                        "CONTENT_LENGTH",
                                        "Transfer.Encoding",
                                        "x_forwarded_for",
                                        "X_Forwarded-For",
                                        "X_Forwarded_Anything",
                                        "x-crossfade_mirror",
                                        "X_Crossfade_And_Something_Long",
                                        "x_real_ip",
                                        "Keep~Alive"}) {
        EXPECT_TRUE(look_alike(name)) << name;
    }
    for (const std::string_view name : {"Content-Length",
                                        "X-Crossfade-A_B",
                                        "X-Forwarded-A_B",
                                        "api_key",
                                        "Content_Type",
                                        "Content_Length_",
                                        "_",
                                        "x_real_ip_of_the_client",
                                        ""}) {
        EXPECT_FALSE(look_alike(name)) << name;
    }
}

TEST(LookAlikes, of_each_other) {
    EXPECT_TRUE(same_but_for_marks("X-User_Id", "x_user-ID"));
    EXPECT_FALSE(same_but_for_marks("X-User", "X-Users"));
    EXPECT_FALSE(same_but_for_marks("X-User1", "X-User2"));
    EXPECT_FALSE(same_but_for_marks("XaUser", "X-User"));
}

class Failures : public testing::TestWithParam<int> {};

TEST_P(Failures, have_a_status_of_the_contract_and_a_reason_that_is_known) {
    const auto& entry = entry_of(static_cast<Failure>(GetParam()));
    const std::set<int> contract{
        400, 404, 405, 408, 413, 414, 417, 431, 499, 502, 503, 504, 505, 508};
    EXPECT_EQ(contract.count(entry.status), 1U) << entry.status;
    const auto& reasons = observe::local_reply_reasons;
    EXPECT_NE(std::find(reasons.begin(), reasons.end(), entry.reason), reasons.end())
        << entry.reason;
    ASSERT_FALSE(entry.detail.empty());
    EXPECT_EQ(entry.detail.back(), '.');
    // It goes into a JSON string as it is.
    EXPECT_EQ(entry.detail.find_first_of("\"\\\r\n"), std::string_view::npos);
    if (entry.status != 499) {
        EXPECT_FALSE(reason_phrase(entry.status).empty()) << entry.status;
    }
}

INSTANTIATE_TEST_SUITE_P(All,
                         Failures,
                         testing::Range(static_cast<int>(Failure::none) + 1,
                                        static_cast<int>(Failure::count)));

TEST(FailureTable, tells_statuses_apart_as_the_contract_does) {
    EXPECT_EQ(entry_of(Failure::request_malformed).status, 400);
    EXPECT_EQ(entry_of(Failure::route_not_found).status, 404);
    EXPECT_EQ(entry_of(Failure::request_head_timeout).status, 408);
    EXPECT_EQ(entry_of(Failure::request_body_too_large).status, 413);
    EXPECT_EQ(entry_of(Failure::target_too_long).status, 414);
    EXPECT_EQ(entry_of(Failure::request_head_too_large).status, 431);
    EXPECT_EQ(entry_of(Failure::client_disconnected).status, 499);
    EXPECT_EQ(entry_of(Failure::connection_refused).status, 502);
    EXPECT_EQ(entry_of(Failure::connection_terminated).status, 502);
    EXPECT_EQ(entry_of(Failure::response_malformed).status, 502);
    EXPECT_EQ(entry_of(Failure::no_endpoint).status, 503);
    EXPECT_EQ(entry_of(Failure::draining).status, 503);
    EXPECT_EQ(entry_of(Failure::connection_timeout).status, 504);
    EXPECT_EQ(entry_of(Failure::response_timeout).status, 504);
    EXPECT_EQ(entry_of(Failure::exchange_timeout).reason, "route_timeout");
}

TEST(ReasonPhrase, is_empty_for_what_nobody_named) {
    EXPECT_EQ(reason_phrase(200), "OK");
    EXPECT_EQ(reason_phrase(299), "");
    EXPECT_EQ(reason_phrase(-1), "");
}

TEST(Date, is_now_in_the_preferred_format) {
    const auto before = std::time(nullptr);
    const std::string text(http_date().view());
    const auto after = std::time(nullptr);
    bool found = false;
    for (auto second = before - 1; second <= after; ++second) {
        std::tm parts{};
        ::gmtime_r(&second, &parts);
        char wanted[64];
        std::strftime(wanted, sizeof wanted, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        found = found || text == wanted;
    }
    EXPECT_TRUE(found) << text;
    EXPECT_EQ(text.size(), 29U);
}

}  // namespace
}  // namespace crossfade::http
