// Which records of a store are sent again.
#include "proxy/replay/records.hpp"

#include "proxy/store/sink.hpp"
#include "tests/unit/record/fixtures.hpp"

#include <gtest/gtest.h>

#include <set>

namespace crossfade::replay {
namespace {

class ReplayRecords : public testing::Test {
protected:
    /// Two pairs of one signature, one of another at another place, and one that changed something.
    ReplayRecords() {
        settings_.directory = (directory_.path() / "reports").string();
        store::Sink sink(settings_);
        auto both = record::sample_record("both", "S-both");
        both.result.findings.push_back({"body.name", compare::Kind::missing, "missing", "a", ""});
        auto post = record::sample_record("post", "S-post");
        post.pair.request.method = "POST";
        for (const auto& each : {record::sample_record("one"),
                                 record::sample_record("two"),
                                 std::move(both),
                                 std::move(post)}) {
            const auto rules = std::make_shared<const compare::Rules>(config::Compare{}, "orders");
            EXPECT_TRUE(sink.submit(each.pair, each.result, rules));
        }
    }

    std::multiset<std::string> ids(const std::vector<std::string>& names, std::size_t limit = 100) {
        EXPECT_EQ(reader_.open(settings_.directory), "");
        wanted_ = find_wanted(reader_, names);
        Records records(reader_, wanted_.sources, limit);
        std::multiset<std::string> ids;
        while (const auto record = records.next()) ids.insert(record->pair.id);
        EXPECT_FALSE(records.next());
        left_out_ = records.left_out();
        return ids;
    }
    using Ids = std::multiset<std::string>;

    record::TemporaryDirectory directory_;
    config::Reports settings_;
    store::StoreReader reader_;
    Wanted wanted_;
    LeftOut left_out_;
};

TEST_F(ReplayRecords, are_those_of_a_signature_or_all) {
    EXPECT_EQ(ids({"S-a"}), (Ids{"one", "two"}));
    EXPECT_FALSE(wanted_.focus);
    EXPECT_EQ(ids({"S-a", "S-both"}), (Ids{"both", "one", "two"}));
    EXPECT_EQ(ids({}), (Ids{"both", "one", "two"}));
    EXPECT_EQ(left_out_.unsafe, 1U);
    EXPECT_EQ(ids({"S-post"}), Ids{});
}

TEST_F(ReplayRecords, of_a_fault_are_those_of_every_signature_that_has_it) {
    ASSERT_EQ(reader_.open(settings_.directory), "");
    std::map<std::string, std::set<std::string>> faults;
    for (const auto& fault : reader_.run({}).faults) {
        if (fault.endpoint.method == "GET") faults[fault.path].insert(fault.fault);
    }
    ASSERT_EQ(faults["body.price"].size(), 1U);
    EXPECT_EQ(ids({*faults["body.price"].begin()}), (Ids{"both", "one", "two"}));
    EXPECT_EQ(wanted_.focus, "body.price");
    EXPECT_EQ(ids({*faults["body.name"].begin()}), Ids{"both"});
    EXPECT_EQ(ids({*faults["body.name"].begin(), "S-a"}), Ids{});
    EXPECT_EQ(wanted_.error, "one fault at a time");
}

TEST_F(ReplayRecords, over_the_limit_are_counted) {
    EXPECT_EQ(ids({}, 1).size(), 1U);
    EXPECT_EQ(left_out_.over_limit, 2U);
    EXPECT_EQ(ids({}, 3).size(), 3U);
    EXPECT_EQ(left_out_.over_limit, 0U);
}

TEST_F(ReplayRecords, that_are_not_there_are_said_so) {
    EXPECT_EQ(ids({"S-none"}), Ids{});
    EXPECT_EQ(wanted_.error, "the store has no signature 'S-none'");
    EXPECT_EQ(ids({"F-none"}), Ids{});
    EXPECT_EQ(wanted_.error, "the store has no fault 'F-none'");
}

}  // namespace
}  // namespace crossfade::replay
