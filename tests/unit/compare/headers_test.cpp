// Headers compared with the built-in lists and the operator's.
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::compare {
namespace {

Texts found_in(HeaderList live, HeaderList shadow, const config::Compare& written = {}) {
    Pair pair = pair_of("[]", "[]");
    pair.live.headers = std::move(live);
    pair.shadow.headers = std::move(shadow);
    return texts_of(judge(pair, written));
}

TEST(Headers, compares_names_in_any_case_and_values_exactly) {
    EXPECT_EQ(found_in({{"X-A", "1"}}, {{"x-a", "1 "}}), Texts{});
    EXPECT_EQ(found_in({{"X-A", "1"}}, {{"x-a", "2"}}), Texts{"header.x-a value value"});
    EXPECT_EQ(found_in({{"X-A", "On"}}, {{"x-a", "on"}}), Texts{"header.x-a value case"});
    EXPECT_EQ(found_in({{"X-A", "1"}}, {}), Texts{"header.x-a missing missing"});
    EXPECT_EQ(found_in({}, {{"X-A", ""}}), Texts{"header.x-a extra extra"});
}

TEST(Headers, keeps_several_values_apart) {
    EXPECT_EQ(found_in({{"X-A", "1"}, {"X-A", "2"}}, {{"X-A", "1, 2"}}),
              Texts{"header.x-a length length"});
    EXPECT_EQ(found_in({{"X-A", "1"}, {"X-A", "2"}}, {{"X-A", "2"}, {"X-A", "1"}}),
              Texts{"header.x-a order reorder"});
}

TEST(Headers, never_compares_framing_and_its_own_fields) {
    EXPECT_EQ(found_in({{"Connection", "close"},
                        {"Keep-Alive", "5"},
                        {"Transfer-Encoding", "chunked"},
                        {"Via", "1.1 a"},
                        {"Proxy-Status", "x"},
                        {"X-Crossfade-Mirror", "m"},
                        {"Content-Length", "2"}},
                       {{"Upgrade", "h2c"}, {"Trailer", "x"}, {"Content-Length", "3"}}),
              Texts{});
}

TEST(Trailers, are_compared_as_headers_are) {
    Pair pair = pair_of("[]", "[]");
    pair.live.trailers = {{"grpc-status", "0"}, {"Server-Timing", "a"}, {"x-rows", "5"}};
    pair.shadow.trailers = {{"Grpc-Status", "5"}};
    EXPECT_EQ(texts_of(judge(pair)),
              (Texts{"trailer.grpc-status value value", "trailer.x-rows missing missing"}));
    config::Compare written;
    written.ignored_headers = {"grpc-status", "x-rows"};
    EXPECT_EQ(judge(pair, written).verdict, Verdict::match);
}

TEST(Trailers, of_a_body_that_was_not_read_to_its_end_are_unknown) {
    Pair pair = pair_of("[]", "[]");
    pair.live.trailers = {{"grpc-status", "0"}};
    pair.shadow.truncated = true;
    for (const Finding& found : judge(pair).findings) {
        EXPECT_FALSE(found.path.starts_with("trailer.")) << found.path;
    }
}

TEST(Headers, asserts_presence_only_of_volatile_fields_that_the_api_owns) {
    EXPECT_EQ(found_in({{"ETag", "a"}, {"Last-Modified", "b"}, {"X-RateLimit-Reset", "1"}},
                       {{"ETag", "c"}, {"Last-Modified", "d"}, {"X-RateLimit-Reset", "2"}}),
              Texts{});
    EXPECT_EQ(found_in({{"ETag", "a"}}, {}), Texts{"header.etag missing missing"});
    EXPECT_EQ(found_in({}, {{"RateLimit-Policy", "1"}}),
              Texts{"header.ratelimit-policy extra extra"});
    EXPECT_EQ(found_in({{"Date", "a"}, {"Server", "nginx"}, {"X-B3-TraceId", "1"}, {"Age", "0"}},
                       {{"X-Request-Id", "r"}, {"CF-Ray", "1"}, {"X-GitHub-Request-Id", "z"}}),
              Texts{});
    EXPECT_EQ(found_in({{"X-RateLimit-Limit", "1"}}, {{"X-RateLimit-Limit", "2"}}),
              Texts{"header.x-ratelimit-limit value value"});
}

TEST(Headers, compares_lists_as_sets) {
    EXPECT_EQ(found_in({{"Vary", "Accept, Origin"}}, {{"vary", "origin"}, {"Vary", "ACCEPT"}}),
              Texts{});
    EXPECT_EQ(found_in({{"Allow", "GET, POST"}}, {{"Allow", "POST,GET, PUT"}}),
              Texts{"header.allow value extra items"});
    EXPECT_EQ(found_in({{"Allow", "GET"}}, {{"Allow", "get"}}), Texts{"header.allow value items"});
    EXPECT_EQ(found_in({{"Cache-Control", "Max-Age=60, private"}},
                       {{"Cache-Control", "private,max-age=\"60\""}}),
              Texts{});
    EXPECT_EQ(found_in({{"Cache-Control", "max-age=60, private"}}, {{"Cache-Control", "private"}}),
              Texts{"header.cache-control value missing items"});
    EXPECT_EQ(found_in({{"Link", "</a?x=1,2>; rel=next, </b>; rel=prev"}},
                       {{"Link", "</b>; rel=prev, </a?x=1,2>; rel=next"}}),
              Texts{});
}

TEST(Headers, obeys_the_operator) {
    config::Compare written;
    written.ignored_headers = {"X-Noise"};
    written.list_valued_headers = {"X-Features"};
    EXPECT_EQ(
        found_in({{"x-noise", "1"}, {"X-Features", "a, b"}}, {{"x-features", "b,a"}}, written),
        Texts{});
    EXPECT_EQ(found_in({{"x-noise2", "1"}}, {}, written), Texts{"header.x-noise2 missing missing"});
}

TEST(Headers, reads_content_types) {
    const auto compared = [](const char* live, const char* shadow) {
        return found_in({{"Content-Type", live}}, {{"Content-Type", shadow}});
    };
    EXPECT_EQ(compared("application/json", "Application/JSON; charset=\"UTF-8\""), Texts{});
    EXPECT_EQ(compared("text/html; charset=utf-8", "text/html;charset=UTF8"), Texts{});
    EXPECT_EQ(compared("multipart/mixed; boundary=a", "multipart/mixed; boundary=b"), Texts{});
    EXPECT_EQ(compared("application/json", "text/html"),
              (Texts{"header.content-type value media type"}));
    EXPECT_EQ(compared("text/html", "text/html; charset=latin1"),
              Texts{"header.content-type value charset"});
    EXPECT_EQ(compared("application/json; v=1", "application/json; v=2"),
              Texts{"header.content-type value parameters"});
}

TEST(Cookies, are_compared_by_name_and_attributes) {
    EXPECT_EQ(found_in({{"Set-Cookie", "sid=abc; Path=/; HttpOnly; Max-Age=60"},
                        {"Set-Cookie", "lang=en"}},
                       {{"Set-Cookie", "lang=en"},
                        {"Set-Cookie", "sid=abc; httponly; path=/; Expires=Thu, 01 Jan 2030"}}),
              Texts{});
    EXPECT_EQ(found_in({{"Set-Cookie", "sid=a; Secure"}}, {{"Set-Cookie", "sid=a"}}),
              Texts{"header.set-cookie value cookie attributes"});
    EXPECT_EQ(found_in({{"Set-Cookie", "sid=a"}}, {{"Set-Cookie", "sid="}}),
              Texts{"header.set-cookie value cookie emptied"});
    EXPECT_EQ(found_in({{"Set-Cookie", "a=1"}}, {{"Set-Cookie", "b=1"}}),
              (Texts{"header.set-cookie missing missing cookie",
                     "header.set-cookie extra extra cookie"}));
}

TEST(Headers, tell_what_was_taken_for_the_same) {
    Pair pair = pair_of("[]", "[]");
    pair.live.headers = {{"Date", "a"}, {"ETag", "b"}, {"Vary", "Accept, Origin"}};
    pair.shadow.headers = {{"Date", "c"}, {"ETag", "d"}, {"Vary", "Origin, Accept"}};
    EXPECT_EQ(judge(pair).hidden,
              (std::vector<Hidden>{{"header.date", "value", "built-in volatile header"},
                                   {"header.etag", "value", "built-in validator header"},
                                   {"header.vary", "reorder", "built-in header list"}}));
}

TEST(Headers, let_the_shadow_promise_more_but_not_less) {
    EXPECT_EQ(found_in({{"Vary", "Accept"}}, {{"Vary", "Accept, Origin"}}), Texts{});
    EXPECT_EQ(found_in({{"Vary", "Accept, Origin"}}, {{"Vary", "Accept"}}),
              Texts{"header.vary value missing items"});
    EXPECT_EQ(found_in({{"Vary", "Accept-Encoding"}}, {}), Texts{});
    EXPECT_EQ(found_in({}, {{"X-RateLimit-Used", "1"}}), Texts{});
    EXPECT_EQ(found_in({{"X-RateLimit-Used", "1"}}, {}),
              Texts{"header.x-ratelimit-used missing missing"});
    EXPECT_EQ(found_in({{"Access-Control-Allow-Methods", "GET"}},
                       {{"Access-Control-Allow-Methods", "GET, PUT"}}),
              Texts{"header.access-control-allow-methods value extra items"});
}

TEST(Headers, let_the_shadow_add_a_policy_but_to_html) {
    EXPECT_EQ(found_in({{"Content-Type", "application/json"}},
                       {{"Content-Type", "application/json"}, {"X-Frame-Options", "deny"}}),
              Texts{});
    EXPECT_EQ(found_in({{"Content-Type", "text/html"}},
                       {{"Content-Type", "text/html"}, {"X-Frame-Options", "deny"}}),
              Texts{"header.x-frame-options extra extra"});
    EXPECT_EQ(found_in({{"Strict-Transport-Security", "max-age=1"}}, {}),
              Texts{"header.strict-transport-security missing missing"});
    EXPECT_EQ(found_in({{"X-XSS-Protection", "1"}}, {{"X-XSS-Protection", "0"}}), Texts{});
}

TEST(Headers, know_nothing_when_built_in_knowledge_is_off) {
    config::Compare written;
    written.built_in = false;
    EXPECT_EQ(found_in({{"ETag", "a"}, {"Connection", "close"}}, {{"ETag", "b"}}, written),
              Texts{"header.etag value value"});
    EXPECT_EQ(found_in({{"Vary", "a, b"}}, {{"Vary", "b, a"}}, written),
              Texts{"header.vary value value"});
    EXPECT_EQ(found_in({{"Set-Cookie", "lang=en"}}, {{"Set-Cookie", "lang=de"}}, written),
              Texts{"header.set-cookie value cookie value"});
}

TEST(Cookies, are_compared_by_the_format_of_their_values) {
    const auto compared = [](const char* live, const char* shadow) {
        return found_in({{"Set-Cookie", live}}, {{"Set-Cookie", shadow}});
    };
    EXPECT_EQ(compared("sid=0b9f9a3e-6c1d-4b2e-9f57-3a1c52d7e801",
                       "sid=7d1e42aa-90b3-4c55-8e0f-61f2a97b3c44"),
              Texts{});
    EXPECT_EQ(compared("sid=0b9f9a3e-6c1d-4b2e-9f57-3a1c52d7e801", "sid=17"),
              Texts{"header.set-cookie value cookie format"});
    EXPECT_EQ(compared("sid=9e107d9d372bb6826bd81d3542a419d6",
                       "sid=2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"),
              Texts{"header.set-cookie value cookie value"});
}

TEST(Cookies, never_show_a_value) {
    Pair pair = pair_of("[]", "[]");
    pair.live.headers = {{"Set-Cookie", "sid=hidden-1; Secure"}, {"Set-Cookie", "hidden-2"}};
    pair.shadow.headers = {{"Set-Cookie", "sid=hidden-3"}, {"Set-Cookie", "x=hidden-4"}};
    for (const Finding& one : judge(pair).findings) {
        EXPECT_EQ((one.path + one.transition + one.live + one.shadow).find("hidden"),
                  std::string::npos);
    }
}

}  // namespace
}  // namespace crossfade::compare
