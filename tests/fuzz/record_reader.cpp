// A line of the mismatch log: a record or an error, and a record that is written reads back.
#include "proxy/record/record.hpp"
#include "tests/fuzz/support.hpp"

#include <string>

namespace crossfade::fuzz {
namespace {

using record::Record;

bool same(const compare::RecordedResponse& a, const compare::RecordedResponse& b) {
    return a.status == b.status && a.headers == b.headers && a.body == b.body &&
           a.truncated == b.truncated && a.body_size == b.body_size && a.body_hash == b.body_hash;
}

bool same(const Record& a, const Record& b) {
    const auto& x = a.pair;
    const auto& y = b.pair;
    return x.id == y.id && x.time == y.time && x.route == y.route && x.mirror == y.mirror &&
           x.request.method == y.request.method && x.request.path == y.request.path &&
           x.request.headers == y.request.headers && x.request.body == y.request.body &&
           same(x.live, y.live) && same(x.shadow, y.shadow) && x.client_left == y.client_left &&
           x.build == y.build && x.user == y.user && a.live_coding == b.live_coding &&
           a.shadow_coding == b.shadow_coding && a.result.hidden == b.result.hidden &&
           a.result.verdict == b.result.verdict && a.result.reason == b.result.reason &&
           a.result.findings == b.result.findings && a.result.signature == b.result.signature;
}

// A coding that was taken off before is remembered by the record, no longer by its fields.
std::string written(const Record& record) {
    Record kept = record::storable(record.pair, record.result);
    if (kept.live_coding.empty()) kept.live_coding = record.live_coding;
    if (kept.shadow_coding.empty()) kept.shadow_coding = record.shadow_coding;
    auto line = record::to_line(kept);
    check(one_line(line), "a record is one line");
    return line;
}

Record read_back(const std::string& line) {
    auto read = record::read_record(line);
    if (!read.record) std::fprintf(stderr, "%s\n%s\n", read.error.c_str(), line.c_str());
    check(read.record.has_value(), "a record that was written can be read");
    return std::move(*read.record);
}

// The first writing takes codings off and may tidy; from then on nothing may change.
void run(std::string_view line) {
    const auto read = record::read_record(line);
    check(read.record.has_value() == read.error.empty(), "a record or an error");
    if (!read.record) return;
    const auto once = written(*read.record);
    const auto first = read_back(once);
    const auto twice = written(first);
    if (once != twice) std::fprintf(stderr, "%s\n%s\n", once.c_str(), twice.c_str());
    check(once == twice, "a record read and written is the same line");
    check(same(first, read_back(twice)), "and the same record");
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(crossfade::fuzz::text_of(data, size));
    return 0;
}
