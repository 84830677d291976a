// What was taken for no difference: rules and noise.
#include "proxy/report/json_sections.hpp"

namespace crossfade::report {

void write_rules(JsonWriter& json, const Report& report) {
    json.list("rules");
    for (const auto& rule : report.rules) {
        const store::StoredRule& stored = rule.stored;
        json.item();
        json.open('{');
        json.text("route", stored.route);
        json.text("mirror", stored.mirror);
        json.text("by", stored.by);
        json.flag("written", stored.written);
        json.text("as", stored.as);
        json.text("reason", stored.reason);
        json.text("owner", stored.owner);
        json.text("expires", stored.expires);
        json.text("state", name_of(rule.state));
        json.number("hits", stored.hits);
        json.number("only", stored.only);
        json.number("differ_besides", stored.differ_besides);
        const bool ever = stored.hits > 0;
        json.time("last_hit", ever ? std::optional(stored.last_hit) : std::nullopt);
        json.close('}');
    }
    json.close(']');
}

void write_noise(JsonWriter& json, const Report& report) {
    json.list("noise");
    for (const auto& noise : report.noise) {
        open_at(json, noise.endpoint);
        json.text("at", noise.path);
        json.text("standing", name_of(noise.standing));
        json.flag("shadow_only", noise.shadow_only);
        write_rate(json, "live", noise.live);
        write_rate(json, "shadow", noise.shadow);
        json.number("only_pair", noise.only_pair);
        json.number("only_noise", noise.only_noise);
        json.share("chance", noise.chance);
        json.share("false_rate", noise.false_rate);
        json.share("excess", noise.excess.difference);
        json.share("excess_low", noise.excess.interval.low);
        json.share("excess_high", noise.excess.interval.high);
        if (noise.suggestion) {
            json.text("suggestion", *noise.suggestion);
        } else {
            json.raw("suggestion", "null");
        }
        json.close('}');
    }
    json.close(']');
}

}  // namespace crossfade::report
