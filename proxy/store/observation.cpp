// See observation.hpp.
#include "proxy/store/observation.hpp"

#include "proxy/record/time_text.hpp"
#include "proxy/redaction/redact.hpp"
#include "proxy/redaction/redactor.hpp"
#include "proxy/text/preview.hpp"

#include <algorithm>
#include <map>

namespace crossfade::store {
namespace {

constexpr std::size_t longest_build = 64;

/// What a pair shows, without secrets; those of the request may stand there too.
std::vector<compare::Finding> redacted_findings(const PairView& pair,
                                                const compare::Result& result,
                                                const compare::Rules& rules,
                                                std::string_view key) {
    compare::Pair counted;
    counted.request.method = pair.method;
    counted.request.path = pair.target;
    for (const auto& [name, value] : pair.headers) {
        if (telling_of(name)) counted.request.headers.emplace_back(name, value);
    }
    compare::Result redacted;
    redacted.findings = result.findings;
    redaction::redact(counted, redacted, rules, key);
    return std::move(redacted.findings);
}

std::vector<Difference> differences_of(std::vector<compare::Finding> findings) {
    std::map<FindingShape, std::vector<Frequent::Values>> by_shape;
    for (auto& finding : findings) {
        auto& values = by_shape[shape_of(finding)];
        Frequent::Values both{std::move(finding.live), std::move(finding.shadow)};
        if (std::find(values.begin(), values.end(), both) == values.end()) {
            values.push_back(std::move(both));
        }
    }
    std::vector<Difference> differences;
    for (auto& [shape, values] : by_shape) differences.push_back({shape, std::move(values)});
    return differences;
}

std::vector<std::string> names_of(const std::vector<compare::Hidden>& hidden) {
    std::vector<std::string> names;
    for (const auto& each : hidden) names.push_back(each.by);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace

Hashes::Hashes(std::string_view installation_key)
    : key(installation_key),
      requests(key, "requests"),
      users(key, "users"),
      redaction(redaction::Redactor::hash_of(key)) {}

std::string Hashes::token_of_user(std::string_view user) const {
    return user.empty() ? std::string() : redaction::Redactor(key).token(user);
}

bool is_written(std::string_view by) noexcept { return !by.starts_with("built-in "); }

Observation observe(const PairView& pair,
                    const compare::Result& result,
                    const compare::Rules& rules,
                    const Hashes& hashes,
                    AttributeReader& attributes) {
    Observation seen;
    seen.method = pair.method;
    seen.target = attributes.target_of(pair);
    seen.time = record::to_milliseconds(pair.time);
    seen.verdict = result.verdict;
    seen.reason = result.reason;
    seen.build = text::preview(pair.build.substr(0, longest_build));
    seen.live_status = pair.live_status;
    seen.shadow_status = pair.shadow_status;
    seen.live_time = pair.live_time.count();
    seen.shadow_time = pair.shadow_time.count();
    if (!pair.user.empty()) seen.user = hashes.users(pair.user);
    seen.hidden_by = names_of(result.hidden);
    if (seen.compared()) {
        seen.attributes = attributes.read(pair, seen.target, rules);
        const std::uint64_t body = pair.body.empty() ? 0 : hashes.requests(pair.body);
        seen.request = routing::mixed(hashes.requests(pair.target) ^ routing::mixed(body));
    }
    if (result.verdict == compare::Verdict::mismatch) {
        seen.signature = result.signature;
        seen.differences = differences_of(redacted_findings(pair, result, rules, hashes.key));
    }
    return seen;
}

Observation observe(const compare::Pair& pair,
                    const compare::Result& result,
                    const compare::Rules& rules,
                    const Hashes& hashes) {
    AttributeReader attributes(hashes.redaction, false);
    return observe(view_of(pair), result, rules, hashes, attributes);
}

}  // namespace crossfade::store
