// A sink, and the run that a report would be made of.
#pragma once

#include "proxy/store/sink.hpp"
#include "tests/unit/store/fixtures.hpp"

namespace crossfade::store {

class RunTest : public testing::Test {
protected:
    RunTest() { settings_.directory = directory_.path().string(); }

    void submit(const Judged& judged) {
        EXPECT_TRUE(sink().submit(judged.pair, judged.result, plain_rules()));
    }
    Sink& sink() {
        if (!sink_) sink_ = std::make_unique<Sink>(settings_);
        return *sink_;
    }
    StoredRun run(const SignatureFilter& filter = {}) {
        sink().flush();
        const StoredRun run = run_of(directory_.path(), filter);
        expect_sums(run);
        return run;
    }
    void restart() { sink_.reset(); }
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }

    config::Reports settings_;

private:
    record::TemporaryDirectory directory_;
    std::unique_ptr<Sink> sink_;
};

}  // namespace crossfade::store
