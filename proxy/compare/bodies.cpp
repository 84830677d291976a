// See bodies.hpp.
#include "proxy/compare/bodies.hpp"

#include "proxy/coding/decode.hpp"
#include "proxy/compare/body_path.hpp"
#include "proxy/compare/headers.hpp"
#include "proxy/compare/json_diff.hpp"
#include "proxy/compare/json_document.hpp"
#include "proxy/compare/json_text.hpp"
#include "proxy/compare/media_type.hpp"
#include "proxy/compare/preview.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace crossfade::compare {
namespace {

using Status = JsonDocument::Status;

struct Body {
    std::string bytes;  // decoded
    MediaType type;
    JsonDocument json;

    [[nodiscard]] bool may_be_json() const noexcept { return type.name.empty() || is_json(type); }
};

void add(
    Collector& findings, Kind kind, std::string transition, std::string live, std::string shadow) {
    findings.add(
        {std::string(body_root), kind, std::move(transition), std::move(live), std::move(shadow)});
}

std::string_view compare_truncated(const RecordedResponse& live,
                                   const RecordedResponse& shadow,
                                   bool coded,
                                   Collector& findings) {
    const std::size_t known = std::min(live.body.size(), shadow.body.size());
    const bool same_prefix = live.body.compare(0, known, shadow.body, 0, known) == 0;
    const bool both = live.truncated && shadow.truncated;
    const bool same_whole =
        live.body_size == shadow.body_size && live.body_hash == shadow.body_hash;
    if (both && same_whole && same_prefix) return {};
    if (coded) return "encoding";
    const auto size = [](const RecordedResponse& response) {
        const auto whole = response.truncated ? response.body_size : response.body.size();
        return std::to_string(whole) + " bytes";
    };
    if (both) {
        add(findings, Kind::value, "too large to locate", size(live), size(shadow));
    } else {
        add(findings, Kind::length, "length", size(live), size(shadow));
    }
    return {};
}

/// How a body that is not compared as JSON is called in a class.
std::string family(const Body& body, bool as_json) {
    if (body.bytes.empty()) return "empty";
    if (as_json) return "json";
    const bool broken = is_json(body.type);
    if (broken) return "invalid json";
    return std::string(family_of(body.type));
}

std::string shown(const Body& body, bool as_json) {
    return as_json ? preview(body.json, 0) : preview(body.bytes);
}

void compare_as_bytes(const Body& live, const Body& shadow, Collector& findings) {
    if (shadow.bytes.empty()) {
        add(findings, Kind::missing, "missing", preview(live.bytes), {});
    } else if (live.bytes.empty()) {
        add(findings, Kind::extra, "extra", {}, preview(shadow.bytes));
    } else {
        add(findings, Kind::value, "bytes", preview(live.bytes), preview(shadow.bytes));
    }
}

/// The body as JSON, if it is that beside the other one.
bool reads_as_json(const Body& body, const Body& other) {
    if (!body.json.good()) return false;
    if (body.may_be_json()) return true;
    const JsonType root = body.json.type(0);
    return is_json(other.type) && (root == JsonType::array || root == JsonType::object);
}

std::string_view compare_decoded(Body live,
                                 Body shadow,
                                 const RuleWalk& rules,
                                 Collector& findings) {
    if (live.may_be_json() || shadow.may_be_json()) {
        live.json = JsonDocument::parse(live.bytes);
        shadow.json = JsonDocument::parse(shadow.bytes);
    }
    const auto over_budget = [](const Body& body) {
        return body.may_be_json() && body.json.status() == Status::over_budget;
    };
    if (over_budget(live) || over_budget(shadow)) return "budget";
    const bool live_json = reads_as_json(live, shadow);
    const bool shadow_json = reads_as_json(shadow, live);
    if (live_json && shadow_json) {
        if (live.json.byte_order_mark() != shadow.json.byte_order_mark()) {
            add(findings, Kind::value, "byte order mark", {}, {});
        }
        return diff_json(live.json, shadow.json, rules, findings) ? "" : "budget";
    }
    if (live_json == shadow_json || live.bytes.empty() || shadow.bytes.empty()) {
        compare_as_bytes(live, shadow, findings);
    } else {
        add(findings,
            Kind::type,
            family(live, live_json) + "->" + family(shadow, shadow_json),
            shown(live, live_json),
            shown(shadow, shadow_json));
    }
    return {};
}

}  // namespace

std::string_view compare_bodies(const RecordedResponse& live,
                                const RecordedResponse& shadow,
                                const RuleWalk& rules,
                                Collector& findings) {
    if (rules.settled(rules.root())) return {};
    const std::string live_coding = joined_values(live.headers, "content-encoding");
    const std::string shadow_coding = joined_values(shadow.headers, "content-encoding");
    if (live.truncated || shadow.truncated) {
        const bool coded = !coding::is_identity(live_coding) || !coding::is_identity(shadow_coding);
        return compare_truncated(live, shadow, coded, findings);
    }
    if (live_coding == shadow_coding && live.body == shadow.body) return {};
    coding::Decoded of_live = coding::decode(live.body, live_coding);
    if (!of_live.good()) return of_live.reason;
    coding::Decoded of_shadow = coding::decode(shadow.body, shadow_coding);
    if (!of_shadow.good()) return of_shadow.reason;
    if (of_live.bytes == of_shadow.bytes) return {};
    return compare_decoded(
        {std::move(of_live.bytes), media_type_of(joined_values(live.headers, "content-type")), {}},
        {std::move(of_shadow.bytes),
         media_type_of(joined_values(shadow.headers, "content-type")),
         {}},
        rules,
        findings);
}

}  // namespace crossfade::compare
