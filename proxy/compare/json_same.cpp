// What a written rule takes for the same although it is written differently; see json_walk.hpp.
#include "proxy/compare/json_walk.hpp"
#include "proxy/text/decimal.hpp"
#include "proxy/text/string_class.hpp"
#include "proxy/text/timestamp.hpp"
#include "proxy/text/url.hpp"

#include <chrono>

namespace crossfade::compare {
namespace {

using As = config::CompareRule::As;

bool is_text(JsonValue value) noexcept {
    return value.type() == JsonType::number || value.type() == JsonType::string;
}

bool within_time(JsonValue live, JsonValue shadow, std::chrono::milliseconds tolerance) {
    if (!is_text(live) || !is_text(shadow)) return false;
    const auto a = text::instant_of(live.text());
    const auto b = text::instant_of(shadow.text());
    return a && b && (*a < *b ? *b - *a : *a - *b) <= tolerance;
}

// Prices are often strings; but a number that became a string stays a finding.
bool within_number(JsonValue live, JsonValue shadow, double tolerance) {
    return is_text(live) && live.type() == shadow.type() && text::is_number_text(live.text()) &&
           text::is_number_text(shadow.text()) &&
           text::within(live.text(), shadow.text(), tolerance);
}

bool are_strings(JsonValue live, JsonValue shadow) noexcept {
    return live.type() == JsonType::string && shadow.type() == JsonType::string;
}

}  // namespace

bool JsonWalk::same_by_rule(JsonValue live, JsonValue shadow, const RulePlace& at) {
    if (at.rule == nullptr) return false;
    const auto& rule = at.rule->written;
    bool same = false;
    switch (rule.as) {
        case As::timestamp:
            same = within_time(live, shadow, rule.time_tolerance);
            break;
        case As::number:
            same = within_number(live, shadow, rule.tolerance);
            break;
        case As::optional:
            same = is_nothing(live) && is_nothing(shadow);
            break;
        case As::text:
            same = are_strings(live, shadow) && text::same_words(live.text(), shadow.text());
            break;
        case As::url:
            same = are_strings(live, shadow) &&
                   text::same_url(live.text(), shadow.text(), rules_.rules().hosts);
            break;
        case As::json:
            return same_inside(live, shadow, at);
        default:
            return false;
    }
    if (same && !probing_) hide(change_of(live, shadow).transition, rule.path);
    return same;
}

// The rules hold inside as they would if the JSON stood there itself. Each level of such strings is
// shorter than the one around it.
bool JsonWalk::same_inside(JsonValue live, JsonValue shadow, const RulePlace& at) {
    if (!are_strings(live, shadow)) return false;
    const JsonDocument of_live = JsonDocument::parse(live.text());
    const JsonDocument of_shadow = JsonDocument::parse(shadow.text());
    if (!of_live.good() || !of_shadow.good()) return false;
    JsonWalk inside(of_live, of_shadow, rules_, findings_, steps_, path_);
    inside.nested_ = true;
    inside.probing_ = probing_;
    inside.compare(0, 0, at);
    steps_ = inside.steps_;
    if (inside.differs_) {
        differs_ = true;
    } else {
        hide("json text", at.rule->written.path);
    }
    return true;
}

}  // namespace crossfade::compare
