// Two bodies of any type compared and redacted: the input's first line is the content-type, the
// second the live body, the rest the shadow's; a first byte of '!' cuts both. The sides may be
// swapped, equal ones match, and redaction leaves equality as it was.
#include "proxy/compare/compare.hpp"
#include "proxy/redaction/redact.hpp"
#include "proxy/redaction/secrets.hpp"
#include "tests/fuzz/support.hpp"

#include <string>
#include <string_view>

namespace crossfade::fuzz {
namespace {

using namespace compare;
using redaction::SecretSpan;

Pair pair_of(std::string_view type, std::string_view live, std::string_view shadow, bool cut) {
    Pair pair;
    pair.request.method = "GET";
    pair.request.path = "/";
    pair.live.status = pair.shadow.status = 200;
    pair.live.headers = pair.shadow.headers = {{"content-type", std::string(type)}};
    pair.live.body = live;
    pair.shadow.body = shadow;
    pair.live.truncated = pair.shadow.truncated = cut;
    pair.live.body_size = pair.shadow.body_size = 100'000;
    pair.shadow.body_hash = live == shadow ? 0 : 1;
    return pair;
}

void check_spans(std::string_view text) {
    for (const auto& spans : {redaction::secrets_by_form(text), redaction::secrets_by_name(text)}) {
        std::size_t last = 0;
        for (const SecretSpan& span : spans) {
            check(last <= span.begin && span.begin < span.end && span.end <= text.size(),
                  "secrets lie in the text, in order and apart");
            last = span.end;
        }
    }
}

void run(std::string_view rest) {
    static const Rules rules({}, "fuzz");
    const bool cut = rest.starts_with('!');
    if (cut) rest.remove_prefix(1);
    const auto type = take_piece(rest);
    const auto live = take_piece(rest, '\x1d');
    Pair pair = pair_of(type, live, rest, cut);
    Result there = compare::compare(pair, rules);
    const Result back = compare::compare(pair_of(type, rest, live, cut), rules);
    check(there.verdict == back.verdict, "swapped sides have the same verdict");
    check(live != rest || there.verdict == Verdict::match, "equal bodies match");
    for (const Finding& finding : there.findings) {
        check(finding.live.size() + finding.shadow.size() < 4096, "a finding is short");
    }
    check_spans(live);
    redaction::redact(pair, there, rules, "key");
    check(live != rest || pair.live.body == pair.shadow.body, "equal bodies stay equal");
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(crossfade::fuzz::text_of(data, size));
    return 0;
}
