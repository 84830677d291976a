// Values that a node refuses on its own: splits, matches, rewrites, compare rules.
#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

struct Bad {
    std::string text;
    std::string expected;  // "line:column: beginning of the message" of the only problem
};

void expect_each(const std::vector<Bad>& all) {
    for (const Bad& bad : all) {
        const Loaded loaded = load_here(bad.text);
        EXPECT_EQ(loaded.problems.size(), 1U) << bad.text << describe(loaded.problems);
        EXPECT_EQ(describe(loaded.problems).find("test.yaml:" + bad.expected), 0U)
            << bad.text << describe(loaded.problems) << bad.expected;
    }
}

std::string split(const std::string& text) { return with_route("", text); }
std::string match(const std::string& text) { return with_route("    match: " + text + "\n"); }
std::string rewrite(const std::string& text) { return with_route("    rewrite: " + text + "\n"); }
std::string mirror(const std::string& text) {
    return with_route("    mirror:\n      - to: new\n        " + text + "\n");
}
std::string rule(const std::string& text) { return mirror("compare: {rules: [{" + text + "}]}"); }

TEST(BadSplit, is_refused) {
    expect_each({
        {split("{legacy: 99%, new: 0.5%}"), "6:12: the split adds up to 99.5%, not to 100%"},
        {split("{legacy: 99.9999%, new: 0.0002%}"), "6:12: the split adds up to 100.0001%"},
        {split("{legacy: 0%, new: 0%}"), "6:12: the split adds up to 0%"},
        {split("{legacy: 99.99999%, new: 0.0001%}"), "6:21: bad value '99.99999%'"},
        {split("{legacy: 99%, new: 1}"), "6:12: the split mixes shares with % and bare weights"},
        {split("{legacy: 0, new: 0}"), "6:12: all weights of the split are zero"},
        {split("{}"), "6:12: 'split' must name at least one backend"},
        {split("{legacy: -1, new: 1}"), "6:21: bad value '-1' for 'legacy'; allowed: a share"},
        {split("{legacy: 0.5, new: 1}"), "6:21: bad value '0.5'"},
        {split("{legacy: 4294967297, new: 1}"), "6:21: bad value '4294967297'"},
        {split("{legacy: [1]}"), "6:21: expected a scalar for 'legacy', found a list"},
        {split("legacy"), "6:12: expected a mapping for 'split', found a scalar"},
        {split("{legacy: , new: 1}"), "6:13: expected a scalar for 'legacy', found nothing"},
    });
}

TEST(BadSplit, of_two_bad_shares_is_two_problems) {
    EXPECT_EQ(load_here(split("{legacy: 99.99999%, new: x%}")).problems.size(), 2U);
}

TEST(BadMatch, is_refused) {
    expect_each({
        {match("{path: {}}"), "7:19: 'path' needs exactly one of exact, prefix, regex"},
        {match("{path: {exact: /a, prefix: /b}}"), "7:19: 'path' needs exactly one"},
        {match("{path: /a}"), "7:19: expected a mapping for 'path', found a scalar; allowed keys"},
        {match("{path: {prefix: orders}}"),
         "7:28: bad value 'orders' for 'prefix'; allowed: a path"},
        {match("{path: {exact: \"/a?b\"}}"), "7:27: bad value '/a?b'"},
        {match("{path: {exact: \"/a\\nb\"}}"), "7:27: bad value '/a?b'"},
        {match("{path: {regex: \"/(a\"}}"), "7:27: bad regular expression '/(a'"},
        {match("{hosts: []}"), "7:20: 'hosts' must not be empty"},
        {match("{hosts: [\"a.b:80\"]}"), "7:21: bad value 'a.b:80' for 'hosts'; allowed: a host"},
        {match("{hosts: [\"a.*.b\"]}"), "7:21: bad value 'a.*.b'"},
        {match("{methods: [get]}"), "7:23: bad value 'get' for 'methods'; allowed: a method such"},
        {match("{methods: [\"G T\"]}"), "7:23: bad value 'G T'"},
        {match("{headers: {\"x y\": a}}"), "7:23: bad header name 'x y'"},
        {match("{headers: {x: {}}}"), "7:26: a match needs exactly one of regex, present"},
        {match("{headers: {x: {present: false}}}"), "7:36: bad value 'false' for 'present'"},
        {match("{headers: {x: {regex: \"[\"}}}"), "7:34: bad regular expression '['"},
        {match("{headers: {x: [a]}}"), "7:26: 'x' needs a value, {regex: ...} or {present: true}"},
        {match("{headers: {x: {regx: a}}}"), "7:27: unknown key 'regx' in value of a match; did"},
        {match("{query: {\"\": a}}"), "7:21: a query parameter needs a name"},
    });
}

TEST(BadRoute, is_refused) {
    expect_each({
        {with_route("    key: []\n"), "7:10: 'key' must not be empty"},
        {with_route("    key: [{}]\n"), "7:11: a key source needs exactly one of cookie"},
        {with_route("    key: [{cookie: a, header: b}]\n"), "7:11: a key source needs exactly"},
        {with_route("    key: [{cookie: \"a b\"}]\n"), "7:20: bad value 'a b' for 'cookie'"},
        {with_route("    key: [{client_address: false}]\n"), "7:28: bad value 'false'"},
        {with_route("    key: [{cokie: a}]\n"), "7:12: unknown key 'cokie' in key source; did"},
        {with_route("    override: {}\n"), "7:15: missing key 'header' in override"},
        {with_route("    override: {header: x, from: [10.0.0.1/8]}\n"),
         "7:34: bad value '10.0.0.1/8' for 'from'; allowed: an address or a prefix"},
        {with_route("    override: {header: x, from: []}\n"), "7:33: 'from' must not be empty"},
        {with_route("    timeout: 30\n"), "7:14: bad value '30' for 'timeout'"},
        {with_route("    mirror: {to: new}\n"), "7:13: expected a list for 'mirror'"},
    });
}

TEST(BadRewrite, is_refused) {
    expect_each({
        {rewrite("{set_headers: {\"a b\": c}}"), "7:29: bad header name 'a b'; allowed: a header"},
        {rewrite("{set_headers: {x: \"a\\r\\nb: c\"}}"), "7:32: bad value 'a??b: c' for 'x'"},
        {rewrite("{set_headers: {x: \"a\\0b\"}}"), "7:32: bad value 'a?b' for 'x'"},
        {rewrite("{set_headers: {x: \"${LINES}\"}}"), "7:32: bad value '${LINES}' for 'x'"},
        {rewrite("{set_headers: {x-a: b, X-A: c}}"), "7:37: duplicate header 'X-A'"},
        {rewrite("{set_headers: {x: a}, remove_headers: [X]}"), "7:53: the header 'X' is both"},
        {rewrite("{remove_headers: [\"a b\"]}"), "7:32: bad header name 'a b'"},
        {rewrite("{remove_headers: [content-length]}"), "7:32: the header 'content-length' cannot"},
        {rewrite("{path: {}}"), "7:21: missing key 'replace_prefix' in path of a rewrite"},
        {rewrite("{path: {replace_prefix: v2}}"), "7:38: bad value 'v2' for 'replace_prefix'"},
        {rewrite("{host: a}"), "7:15: unknown key 'host' in rewrite of a route; allowed: path"},
        {mirror("rewrite: {host: \"a b\"}"), "9:25: bad value 'a b' for 'host'; allowed: a host"},
        {mirror("rewrite: {json: {a: 1}}"), "9:26: bad JSON Pointer 'a'; allowed: /name"},
        {mirror("rewrite: {json: {/a~2: 1}}"), "9:26: bad JSON Pointer '/a~2'"},
        {mirror("rewrite: {json: {/a: [1]}}"), "9:30: allowed here: a text, a number, true, false"},
        {mirror("rewrite: {json: {/a: {b: 1}}}"), "9:30: allowed here"},
        {mirror("rewrite: {require: []}"), "9:28: 'require' must not be empty"},
    });
}

TEST(BadRewrite, of_fields_that_the_proxy_writes_is_refused) {
    for (const char* name : {"connection",
                             "Content-Length",
                             "transfer-encoding",
                             "Host",
                             "te",
                             "trailer",
                             "upgrade",
                             "keep-alive",
                             "proxy-connection"}) {
        const std::string text =
            problems_of(rewrite("{set_headers: {" + std::string(name) + ": x}}"));
        EXPECT_EQ(text.find("test.yaml:7:29: the header '" + std::string(name) +
                            "' cannot be rewritten: "),
                  0U)
            << text;
    }
    EXPECT_NE(problems_of(rewrite("{set_headers: {Host: x}}")).find("use 'rewrite.host'"),
              std::string::npos);
}

TEST(BadMirror, is_refused) {
    expect_each({
        {mirror("sample: 10"), "9:17: bad value '10' for 'sample'; allowed: a share from 0%"},
        {mirror("sample: 0.00001%"), "9:17: bad value '0.00001%'"},
        {mirror("methods: [post]"), "9:19: bad value 'post'"},
        {mirror("methods: []"), "9:18: 'methods' must not be empty"},
        {mirror("live: []"), "9:15: 'live' must not be empty"},
        {mirror("limits: {rate: 5}"), "9:24: bad value '5' for 'rate'; allowed: a rate above zero"},
        {mirror("limits: {in_flight: 0}"), "9:29: bad value '0' for 'in_flight'"},
        {mirror("limits: {timeout: 0s}"), "9:27: bad value '0s' for 'timeout'"},
        {mirror("compare: on"), "9:18: bad value 'on' for 'compare'; allowed: off, or a mapping"},
        {mirror("compare: {status: any}"), "9:27: bad value 'any' for 'status'; allowed: exact"},
        {mirror("compare: {headers: {ignore: [\"a b\"]}}"), "9:38: bad value 'a b' for 'ignore'"},
        {mirror("compare: {redact: [card]}"), "9:28: bad path 'card': a path begins with '$'"},
        {mirror("compare: {redact: [\"header.a b\"]}"), "9:28: bad value 'header.a b'"},
    });
}

TEST(BadRule, is_refused) {
    expect_each({
        {rule("path: items, as: set"), "9:34: bad path 'items': a path begins with '$'"},
        {rule("path: \"$.items[0]\", as: set"), "9:34: bad path '$.items[0]': after '['"},
        {rule("as: set"), "9:27: missing key 'path' in compare rule"},
        {rule("path: $.a"), "9:27: missing key 'as' in compare rule"},
        {rule("path: $.a, as: sett"), "9:43: bad value 'sett' for 'as'; allowed: ignore, ordered"},
        {rule("path: $.a, as: keyed"), "9:27: 'as: keyed' needs 'by'"},
        {rule("path: $.a, as: set, by: id"), "9:48: 'by' belongs to 'as: keyed' only"},
        {rule("path: $.a, as: set, tolerance: 1"), "9:48: 'tolerance' belongs to"},
        {rule("path: $.a, as: number, tolerance: 5s"), "9:62: bad value '5s' for 'tolerance'"},
        {rule("path: $.a, as: number, tolerance: -1"), "9:62: bad value '-1'"},
        {rule("path: $.a, as: timestamp, tolerance: 5"), "9:65: bad value '5' for 'tolerance'"},
        {rule("path: $.a, as: set, expires: 2027-02-30"), "9:57: bad value '2027-02-30'"},
        {rule("path: $.a, as: set, expires: tomorrow"), "9:57: bad value 'tomorrow'"},
    });
}

TEST(BadTop, is_refused) {
    const std::string head = "listeners: [{name: l, address: \"127.0.0.1:1\", limits: {";
    expect_each({
        {"salt: \"\"\n", "1:7: bad value '' for 'salt'; allowed: a text that is not empty"},
        {"workers: 0\n", "1:10: bad value '0' for 'workers'"},
        {"access_log: on\n", "1:13: bad value 'on' for 'access_log'; allowed: off, or a mapping"},
        {"access_log: {format: text}\n", "1:22: bad value 'text' for 'format'; allowed: json"},
        {"admin: {token: \"\"}\n", "1:16: bad value '' for 'token'; allowed: a token"},
        {"admin: {token: \"${EMPTY}\"}\n", "1:16: bad value '${EMPTY}' for 'token'"},
        {"admin: {token: \"a b\"}\n", "1:16: bad value 'a b' for 'token'"},
        {"admin: {address: \"localhost:1\"}\n", "1:18: bad value 'localhost:1' for 'address'"},
        {"reports: {directory: /r, retention: {age: 90m}}\n", "1:43: bad value '90m' for 'age'"},
        {"listeners: [{name: l, address: \"host:80\"}]\n", "1:32: bad value 'host:80'"},
        {"listeners: [{name: \"a b\", address: \"127.0.0.1:80\"}]\n", "1:20: bad value 'a b'"},
        {head + "request_head: 100}}]\n", "1:70: bad value '100' for 'request_head'"},
        {head + "header_timeout: 0s}}]\n", "1:72: bad value '0s' for 'header_timeout'"},
        {"backends: {a: {endpoints: [\"x\"]}}\n", "1:28: bad value 'x' for 'endpoints'; allowed"},
        {"backends: {a: {endpoints: [\"x:0\"]}}\n", "1:28: bad value 'x:0'"},
        {"backends: {a: {endpoints: [\"x:1\", \"x:1\"]}}\n", "1:35: duplicate endpoint 'x:1'"},
        {"backends: {a: {endpoints: \"x:1\"}}\n", "1:27: expected a list for 'endpoints'"},
        {"backends: {\"a b\": {endpoints: [\"x:1\"]}}\n", "1:12: bad backend name 'a b'"},
        {"backends: {other: {endpoints: [\"x:1\"]}}\n", "1:12: a backend cannot be named 'other'"},
    });
}

}  // namespace
}  // namespace crossfade::config
