// See observation.hpp.
#include "proxy/store/observation.hpp"

#include "proxy/record/time_text.hpp"
#include "proxy/redaction/redact.hpp"
#include "proxy/redaction/redactor.hpp"
#include "proxy/text/preview.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <map>

namespace crossfade::store {
namespace {

constexpr std::size_t longest_build = 64;

/// The parts of a pair that are counted, redacted. Bodies are none of them.
compare::Pair without_secrets(const compare::Pair& pair,
                              compare::Result& result,
                              const compare::Rules& rules,
                              std::string_view key) {
    compare::Pair counted;
    counted.request.method = pair.request.method;
    counted.request.path = pair.request.path;
    for (const auto& field : pair.request.headers) {
        if (tells_attributes(field.first)) counted.request.headers.push_back(field);
    }
    redaction::redact(counted, result, rules, key);
    return counted;
}

/// Cookies are redacted as a whole, but their names are no secrets.
void name_cookies(const compare::Pair& pair, compare::HeaderList& counted) {
    const auto is_cookie = [](const auto& field) {
        return text::same_letters(field.first, "cookie");
    };
    std::erase_if(counted, is_cookie);
    for (const auto& [field, value] : pair.request.headers) {
        if (!text::same_letters(field, "cookie")) continue;
        std::string names;
        for (const auto cookie : text::split_list(value, ';')) {
            const auto end = cookie.find('=');
            if (end != std::string_view::npos) names.append(cookie.substr(0, end)).append("=;");
        }
        counted.emplace_back("cookie", std::move(names));
    }
}

std::vector<Difference> differences_of(std::vector<compare::Finding>& findings) {
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
    : key(installation_key), requests(key, "requests"), users(key, "users") {}

std::string Hashes::token_of_user(std::string_view user) const {
    return user.empty() ? std::string() : redaction::Redactor(key).token(user);
}

bool is_written(std::string_view by) noexcept { return !by.starts_with("built-in "); }

Observation observe(const compare::Pair& pair,
                    const compare::Result& result,
                    const compare::Rules& rules,
                    const Hashes& hashes) {
    Observation seen;
    compare::Result redacted;
    redacted.findings = result.findings;
    compare::Pair counted = without_secrets(pair, redacted, rules, hashes.key);
    seen.method = pair.request.method;
    seen.time = record::to_milliseconds(pair.time);
    seen.verdict = result.verdict;
    seen.reason = result.reason;
    seen.build = text::preview(std::string_view(pair.build).substr(0, longest_build));
    seen.live_status = pair.live.status;
    seen.shadow_status = pair.shadow.status;
    seen.live_time = pair.live_time.count();
    seen.shadow_time = pair.shadow_time.count();
    if (!pair.user.empty()) seen.user = hashes.users(pair.user);
    seen.hidden_by = names_of(result.hidden);
    if (seen.compared()) {
        name_cookies(pair, counted.request.headers);
        seen.attributes = attributes_of(counted.request, pair.live.status);
        const std::uint64_t body =
            pair.request.body.empty() ? 0 : hashes.requests(pair.request.body);
        seen.request = routing::mixed(hashes.requests(pair.request.path) ^ routing::mixed(body));
    }
    if (result.verdict == compare::Verdict::mismatch) {
        seen.signature = result.signature;
        seen.differences = differences_of(redacted.findings);
    }
    seen.target = std::move(counted.request.path);
    return seen;
}

}  // namespace crossfade::store
