// Identifiers that differ between live and shadow: learned as a bijection over the pairs of a run.
#include "proxy/compare/aliases.hpp"
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace crossfade::compare {
namespace {

using As = config::CompareRule::As;

/// One run: what its pairs teach lasts.
struct OneRun {
    config::Compare written;
    Knowledge knowledge;

    Result judge(std::string live, std::string shadow, const std::string& path = "/orders") {
        Pair pair = pair_of(std::move(live), std::move(shadow));
        pair.request.path = path;
        return compare(pair, Rules(written, "orders"), knowledge);
    }
    Texts found(std::string live, std::string shadow, const std::string& path = "/orders") {
        return texts_of(judge(std::move(live), std::move(shadow), path));
    }
    Result headers(HeaderList live, HeaderList shadow) {
        Pair pair = pair_of("[]", "[]");
        pair.live.headers = std::move(live);
        pair.shadow.headers = std::move(shadow);
        return compare(pair, Rules(written, "orders"), knowledge);
    }
};

const Texts none{};

TEST(Alias, is_taught_by_the_first_sight_and_told) {
    OneRun run;
    const Result result = run.judge(R"({"id":17,"state":"new"})", R"({"id":99,"state":"new"})");
    EXPECT_EQ(result.verdict, Verdict::match);
    EXPECT_EQ(result.hidden, (std::vector<Hidden>{{"body.id", "alias", "built-in alias"}}));
    EXPECT_EQ(run.found(R"({"id":17})", R"({"id":99})"), none);
}

TEST(Alias, finds_merged_and_split_records) {
    OneRun run;
    EXPECT_EQ(run.found(R"({"id":17})", R"({"id":99})"), none);
    EXPECT_EQ(run.found(R"({"id":18})", R"({"id":99})"), Texts{"body.id value alias broken"});
    EXPECT_EQ(run.found(R"({"id":20})", R"({"id":100})"), none);
    EXPECT_EQ(run.found(R"({"id":20})", R"({"id":101})"), Texts{"body.id value alias broken"});
}

TEST(Alias, finds_swapped_records) {
    OneRun run;
    EXPECT_EQ(run.found(R"([{"id":1},{"id":2}])", R"([{"id":11},{"id":12}])"), none);
    EXPECT_EQ(run.found(R"([{"id":1},{"id":2}])", R"([{"id":12},{"id":11}])"),
              Texts{"body[*].id value alias broken"});
}

TEST(Alias, finds_a_record_that_stands_for_itself_and_for_another) {
    OneRun run;
    const std::string one = R"({"id":5,"n":1,"owner":{"id":7}})";
    EXPECT_EQ(run.found(one, R"({"id":6,"n":1,"owner":{"id":7}})"), none);
    EXPECT_EQ(run.found(R"({"id":8,"owner":{"id":7}})", R"({"id":9,"owner":{"id":70}})"),
              Texts{"body.owner.id value alias broken"});
}

TEST(Alias, that_was_often_seen_outlives_one_wrong_pair) {
    OneRun run;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(run.found(R"({"id":1})", R"({"id":11})"), none);
    EXPECT_EQ(run.found(R"({"id":1})", R"({"id":12})"), Texts{"body.id value alias broken"});
    EXPECT_EQ(run.found(R"({"id":1})", R"({"id":11})"), none);
}

TEST(Alias, that_was_seen_once_gives_way) {
    OneRun run;
    EXPECT_EQ(run.found(R"({"id":1})", R"({"id":11})"), none);
    EXPECT_EQ(run.found(R"({"id":1})", R"({"id":12})"), Texts{"body.id value alias broken"});
    EXPECT_EQ(run.found(R"({"id":1})", R"({"id":12})"), none);
}

TEST(Alias, is_not_learned_from_records_that_differ_otherwise) {
    OneRun run;
    EXPECT_EQ(run.found(R"({"id":1,"name":"a"})", R"({"id":19,"name":"b"})"),
              Texts{"body.name value value"});
    EXPECT_EQ(run.found(R"({"id":1,"name":"a"})", R"({"id":11,"name":"a"})"), none);
}

TEST(Alias, is_not_learned_from_a_pair_of_different_statuses) {
    OneRun run;
    Pair pair = pair_of(R"({"id":1})", R"({"id":19})");
    pair.shadow.status = 404;
    static_cast<void>(compare(pair, Rules({}, "orders"), run.knowledge));
    EXPECT_EQ(run.found(R"({"id":1})", R"({"id":11})"), none);
}

TEST(Alias, of_one_kind_says_nothing_about_another) {
    OneRun run;
    EXPECT_EQ(
        run.found(R"({"order":{"id":1},"user":{"id":1}})", R"({"order":{"id":7},"user":{"id":9}})"),
        none);
    EXPECT_EQ(run.found(R"({"order_id":1,"userId":1})", R"({"order_id":7,"userId":9})"), none);
    EXPECT_EQ(run.found(R"({"orders":[{"id":1}]})", R"({"orders":[{"id":8}]})"),
              Texts{"body.orders[*].id value alias broken"});
}

TEST(Alias, is_never_made_of_amounts_counts_words_or_truths) {
    OneRun run;
    EXPECT_EQ(run.found(R"({"id":1,"amount":1999})", R"({"id":9,"amount":2999})"),
              Texts{"body.amount value number"});
    EXPECT_EQ(run.found(R"({"price":19.99})", R"({"price":29.99})").size(), 1U);
    EXPECT_EQ(run.found(R"({"total":"1999"})", R"({"total":"2999"})").size(), 1U);
    EXPECT_EQ(run.found(R"({"paid":true})", R"({"paid":false})").size(), 1U);
    EXPECT_EQ(run.found(R"({"state":"ACTIVE"})", R"({"state":"CLOSED"})").size(), 1U);
    EXPECT_EQ(run.found(R"({"code":"SAVE10"})", R"({"code":"SAVE20"})").size(), 1U);
    EXPECT_EQ(run.found(R"({"plan_id":"basic1"})", R"({"plan_id":"basic2"})").size(), 1U);
    EXPECT_EQ(run.found(R"({"color":"d73a4a"})", R"({"color":"a2eeef"})").size(), 1U);
    EXPECT_EQ(run.found(R"({"id":1.5})", R"({"id":2.5})").size(), 1U);
}

TEST(Alias, is_never_made_where_the_class_changes) {
    OneRun run;
    const auto differ = [&run](const std::string& live, const std::string& shadow) {
        return run.found(R"({"id":")" + live + R"("})", R"({"id":")" + shadow + R"("})").size();
    };
    const std::string uuid = "0b9f9a3e-6c1d-4b2e-9f57-3a1c52d7e801";
    EXPECT_EQ(differ(uuid, "7d1e42aa-90b3-4c55-8e0f-61f2a97b3c44"), 0U);
    EXPECT_EQ(differ(uuid, "7D1E42AA-90B3-4C55-8E0F-61F2A97B3C44"), 1U);
    EXPECT_EQ(
        differ("0b9f9a3e-6c1d-4b2e-9f57-3a1c52d7e802", "0B9F9A3E-6C1D-4B2E-9F57-3A1C52D7E802"), 1U);
    EXPECT_EQ(
        differ("0b9f9a3e-6c1d-4b2e-9f57-3a1c52d7e803", "00000000-0000-0000-0000-000000000000"), 1U);
    EXPECT_EQ(differ("ch_9s6XKzkNRiz8i3Qa", "ch_4eC39HqLyjWDarjt"), 0U);
    EXPECT_EQ(differ("ch_9s6XKzkNRiz8i3Qb", "cus_4eC39HqLyjWDarju"), 1U);
    EXPECT_EQ(differ("sk_live_9s6XKzkNRiz8i3Q", "sk_test_4eC39HqLyjWDarj"), 1U);
    EXPECT_EQ(
        differ("9e107d9d372bb6826bd81d3542a419d6", "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"), 1U);
    EXPECT_EQ(run.found(R"({"id":17})", R"({"id":"17"})"),
              Texts{"body.id type int->string same digits"});
}

TEST(Alias, is_never_made_of_an_identifier_that_was_spoiled) {
    OneRun run;
    EXPECT_EQ(run.found(R"({"id":9007199254740993})", R"({"id":9007199254740992})"),
              Texts{"body.id value number"});
    EXPECT_EQ(run.found(R"({"id":9007199254740993})", R"({"id":9007199254999999})"), none);
    EXPECT_EQ(run.found(R"({"id":"0042"})", R"({"id":"42"})").size(), 1U);
    EXPECT_EQ(run.found(R"({"id":"9s6XKzkNRiz8i3Qa77"})", R"({"id":"9s6XKzkNRiz8i3Qa"})").size(),
              1U);
}

TEST(Alias, holds_in_urls_and_location_too) {
    OneRun run;
    const HeaderList live{{"Location", "https://api.example.com/orders/17?expand=items"}};
    const HeaderList shadow{{"Location", "https://api.example.com/orders/99?expand=items"}};
    EXPECT_EQ(run.headers(live, shadow).verdict, Verdict::match);
    EXPECT_EQ(run.found(R"({"id":17,"href":"/orders/17/items"})",
                        R"({"id":99,"href":"/orders/99/items"})"),
              none);
    EXPECT_EQ(run.found(R"({"href":"/orders/17"})", R"({"href":"/orders/98"})"),
              Texts{"body.href value alias broken"});
    EXPECT_EQ(
        run.found(R"({"next":"/x?order_id=17&page=2"})", R"({"next":"/x?order_id=99&page=3"})"),
        Texts{"body.next value value"});
    EXPECT_EQ(run.found(R"({"href":"https://a.example/orders/17"})",
                        R"({"href":"https://b.example/orders/99"})")
                  .size(),
              1U);
    EXPECT_EQ(run.found(R"({"href":"/2024/01/15"})", R"({"href":"/2025/01/15"})").size(), 1U);
}

TEST(Alias, in_links_is_looked_for_by_relation) {
    OneRun run;
    EXPECT_EQ(
        run.headers({{"Link", "</orders?after=a; rel=next"}}, {{"Link", "</orders>; rel=prev"}})
            .findings.size(),
        1U);
    EXPECT_EQ(run.headers({{"Link", "</orders/17>; rel=\"item\", </orders>; rel=up"}},
                          {{"Link", "</orders>; rel=\"up\", </orders/99>; rel=item"}})
                  .verdict,
              Verdict::match);
}

TEST(Alias, is_read_out_of_cursors) {
    OneRun run;
    const auto cursor = [](const char* text) {
        return R"({"cursor":")" + std::string(text) + "\"}";
    };
    // {"id":17} and {"id":99}, then {"id":17,"page":2} and {"id":99,"page":3}
    EXPECT_EQ(run.found(cursor("eyJpZCI6MTd9"), cursor("eyJpZCI6OTl9")), none);
    EXPECT_EQ(run.found(cursor("eyJpZCI6MTcsInBhZ2UiOjJ9"), cursor("eyJpZCI6OTksInBhZ2UiOjN9")),
              Texts{"body.cursor value value"});
    EXPECT_EQ(run.found(cursor("eyJpZCI6MTd9"), cursor("eyJpZCI6OTh9")),
              Texts{"body.cursor value alias broken"});
}

TEST(Alias, is_no_other_host_but_a_mapped_one_is_the_same) {
    OneRun run;
    run.written.hosts = {{"api.old.example", "api.new.example:8443"}};
    EXPECT_EQ(run.found(R"({"self":"https://api.old.example/orders/17"})",
                        R"({"self":"https://api.new.example:8443/orders/99"})"),
              none);
    EXPECT_EQ(run.headers({{"Location", "https://api.old.example/a"}},
                          {{"Location", "https://api.new.example:8443/a"}})
                  .hidden,
              (std::vector<Hidden>{{"header.location", "url host", "built-in host map"}}));
    EXPECT_EQ(run.found(R"({"self":"https://api.old.example.org/a"})",
                        R"({"self":"https://api.new.example:8443.org/a"})")
                  .size(),
              1U);
}

TEST(Alias, covers_generated_names_but_no_words) {
    OneRun run;
    EXPECT_EQ(
        run.found(
            R"({"name":"build-20240131093000-x7k2q","url":"/b/build-20240131093000-x7k2q/log"})",
            R"({"name":"build-20240204110500-9afq4","url":"/b/build-20240204110500-9afq4/log"})"),
        none);
    EXPECT_EQ(run.found(R"({"name":"build-20240131093000-x7k2q"})",
                        R"({"name":"build-20240204110500-z0000"})"),
              Texts{"body.name value alias broken"});
    EXPECT_EQ(run.found(R"({"name":"build-20240131093000-main"})",
                        R"({"name":"build-20240204110500-test"})"),
              Texts{"body.name value value"});
    EXPECT_EQ(run.found(R"({"url":"/b/build-20240131093000-x7k2q/master"})",
                        R"({"url":"/b/build-20240204110500-9afq4/main"})"),
              Texts{"body.url value value"});
    EXPECT_EQ(
        run.found(R"({"phone":"+1 20240131093000"})", R"({"phone":"+1 20240204110500"})").size(),
        1U);
}

TEST(Alias, is_not_learned_where_both_sides_share_identifiers) {
    OneRun run;
    const std::string live = "0b9f9a3e-6c1d-4b2e-9f57-3a1c52d7e80";
    const std::string shadow = "7d1e42aa-90b3-4c55-8e0f-61f2a97b3c4";
    for (int i = 0; i < 5; ++i) {
        const std::string digit = std::to_string(i);
        const auto body = [&digit](const std::string& trace) {
            return R"({"trace":")" + trace + digit + R"(","customer":{"id":)" + digit + "}}";
        };
        EXPECT_EQ(run.found(body(live), body(shadow)), none);
    }
    EXPECT_EQ(run.found(R"({"customer":{"id":50}})", R"({"customer":{"id":60}})"),
              Texts{"body.customer.id value number"});
}

TEST(Alias, is_not_learned_at_an_endpoint_whose_bodies_are_equal) {
    OneRun run;
    for (int i = 0; i < 5; ++i) {
        const std::string body = R"({"id":)" + std::to_string(i) + "}";
        const std::string path = "/orders/" + std::to_string(i);
        EXPECT_EQ(run.found(body, body, path), none);
    }
    EXPECT_EQ(run.found(R"({"id":50})", R"({"id":60})", "/orders/50"),
              Texts{"body.id value number"});
    EXPECT_EQ(run.found(R"({"id":50})", R"({"id":60})", "/other/50"), none);
}

TEST(Alias, can_be_asked_for_by_rule_and_built_in_knowledge_turned_off) {
    OneRun run;
    run.written = with_rules({rule("$.number", As::alias), rule("$.trace", As::same_class)});
    EXPECT_EQ(run.found(R"({"number":"A"})", R"({"number":"B"})"), none);
    EXPECT_EQ(run.found(R"({"number":"A"})", R"({"number":"C"})"),
              Texts{"body.number value alias broken"});
    EXPECT_EQ(run.found(R"({"id":1})", R"({"id":2})"), Texts{"body.id value number"});
    EXPECT_EQ(run.found(R"({"trace":7})", R"({"trace":8})"), none);
    EXPECT_EQ(run.found(R"({"trace":7})", R"({"trace":8.5})"), Texts{"body.trace value format"});
}

TEST(Aliases, forget_what_was_not_used_for_longest) {
    Aliases aliases(100);
    aliases.teach("order", "kept", "shadow", 1);
    for (std::uint64_t i = 2; i < 1000; ++i) {
        aliases.teach("order", "live" + std::to_string(i), "shadow" + std::to_string(i), i);
        aliases.teach("order", "kept", "shadow", i);
    }
    EXPECT_LE(aliases.size(), 110U);
    EXPECT_EQ(aliases.standing("order", "kept", "shadow"), Aliases::Standing::known);
    EXPECT_EQ(aliases.standing("order", "kept", "other"), Aliases::Standing::broken);
    EXPECT_EQ(aliases.standing("order", "live2", "shadow3"), Aliases::Standing::unknown);
}

TEST(Knowledge, is_shared_by_threads) {
    OneRun run;
    std::vector<std::thread> threads;
    std::atomic<int> mismatches{0};
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&run, &mismatches] {
            for (int i = 0; i < 200; ++i) {
                const std::string live = R"({"id":)" + std::to_string(i) + "}";
                const std::string shadow = R"({"id":)" + std::to_string(i + 1000) + "}";
                if (run.judge(live, shadow).verdict != Verdict::match) ++mismatches;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(mismatches, 0);
}

}  // namespace
}  // namespace crossfade::compare
