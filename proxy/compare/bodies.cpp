// See bodies.hpp.
#include "proxy/compare/bodies.hpp"

#include "proxy/body/sniff.hpp"
#include "proxy/coding/decode.hpp"
#include "proxy/compare/archive.hpp"
#include "proxy/compare/binary_diff.hpp"
#include "proxy/compare/body_path.hpp"
#include "proxy/compare/headers.hpp"
#include "proxy/compare/json_diff.hpp"
#include "proxy/compare/json_document.hpp"
#include "proxy/compare/json_text.hpp"
#include "proxy/compare/json_texts.hpp"
#include "proxy/compare/large_bodies.hpp"
#include "proxy/compare/readings.hpp"
#include "proxy/compare/text_diff.hpp"
#include "proxy/json/string.hpp"
#include "proxy/text/media_type.hpp"
#include "proxy/text/preview.hpp"

#include <optional>
#include <string>
#include <utility>

namespace crossfade::compare {
namespace {

using body::Reading;

struct Body {
    std::string_view bytes;  // decoded
    text::MediaType type;
    std::string grpc_coding;
    JsonDocument json{};

    [[nodiscard]] bool may_be_json() const noexcept {
        return type.name.empty() || text::is_json(type);
    }
    [[nodiscard]] text::BodyFormat format() const noexcept { return text::format_of(type); }
    /// The type says little: there is none, or it is what servers send when they know none.
    [[nodiscard]] bool is_vague() const noexcept {
        return type.name.empty() || type.name == "text/plain" ||
               type.name == "application/octet-stream";
    }
};

void add(
    Collector& findings, Kind kind, std::string transition, std::string live, std::string shadow) {
    findings.add(
        {std::string(body_root), kind, std::move(transition), std::move(live), std::move(shadow)});
}

std::string shown(const Body& body, bool as_json) {
    if (as_json) return preview(body.json, 0);
    return body::sniffed(body.bytes) == "text" ? text::preview(body.bytes)
                                               : binary_text(body.bytes);
}

/// How a body is called in a class.
std::string family(const Body& body, bool as_json) {
    if (as_json) return "json";
    const std::string name(text::family_of(body.type));
    return body.format() == text::BodyFormat::json ? "invalid json" : name;
}

void compare_as_text_or_bytes(const Body& live, const Body& shadow, Collector& findings) {
    const bool text = body::sniffed(live.bytes) == "text" && body::sniffed(shadow.bytes) == "text";
    if (text) {
        diff_text(live.bytes, shadow.bytes, findings);
    } else {
        diff_binary(live.bytes, shadow.bytes, findings);
    }
}

// A text of one line is one value: what is known about values in JSON holds for it too.
std::string_view compare_lines(const Body& live,
                               const Body& shadow,
                               const RuleWalk& rules,
                               Collector& findings) {
    constexpr std::size_t longest_value = 4096;
    const auto is_value = [](const Body& body) {
        return body.bytes.size() <= longest_value && is_one_line(body.bytes) &&
               body::sniffed(body.bytes) == "text";
    };
    if (!is_value(live) || !is_value(shadow)) {
        compare_as_text_or_bytes(live, shadow, findings);
        return {};
    }
    const std::string live_text = json::string(live.bytes);
    const std::string shadow_text = json::string(shadow.bytes);
    const auto live_value = JsonDocument::parse(live_text);
    const auto shadow_value = JsonDocument::parse(shadow_text);
    return diff_json(live_value, shadow_value, rules, findings) ? "" : "budget";
}

/// Bodies of which at least one has a format that is read as JSON.
std::string_view compare_structured(const Body& live,
                                    const Body& shadow,
                                    text::BodyFormat format,
                                    const RuleWalk& rules,
                                    Collector& findings) {
    const Reading of_live = read_as(format, live.bytes, live.type, live.grpc_coding);
    const Reading of_shadow = read_as(format, shadow.bytes, shadow.type, shadow.grpc_coding);
    for (const Reading* reading : {&of_live, &of_shadow}) {
        if (reading->status == Reading::Status::over_budget) return "budget";
        if (reading->status == Reading::Status::coded) return "encoding";
    }
    if (of_live.good() && of_shadow.good()) {
        return compare_readings(of_live, of_shadow, format, rules, findings);
    }
    if (of_live.good() == of_shadow.good()) {
        compare_as_text_or_bytes(live, shadow, findings);
        return {};
    }
    const auto called = [format](const Body& body, bool good) {
        const std::string name(name_of(format));
        if (good) return name;
        return body.format() == format ? "invalid " + name : family(body, false);
    };
    add(findings,
        Kind::type,
        called(live, of_live.good()) + "->" + called(shadow, of_shadow.good()),
        shown(live, false),
        shown(shadow, false));
    return {};
}

/// Two archives by what is in them; nothing if they are none.
std::optional<std::string_view> compare_archives(const Body& live,
                                                 const Body& shadow,
                                                 const RuleWalk& rules,
                                                 Collector& findings) {
    if (!rules.rules().built_in) return std::nullopt;
    const auto of_live = archive_json(live.bytes);
    const auto of_shadow = of_live ? archive_json(shadow.bytes) : std::nullopt;
    if (!of_shadow) return std::nullopt;
    findings.hide({std::string(body_root), "bytes", "built-in archive"});
    const auto live_entries = JsonDocument::parse(*of_live);
    const auto shadow_entries = JsonDocument::parse(*of_shadow);
    return diff_json(live_entries, shadow_entries, rules, findings) ? "" : "budget";
}

std::string_view compare_other(const Body& live,
                               const Body& shadow,
                               const RuleWalk& rules,
                               Collector& findings) {
    const text::BodyFormat format = live.is_vague() ? shadow.format() : live.format();
    const bool agreed = live.format() == shadow.format() || live.is_vague() || shadow.is_vague();
    if (agreed && has_reading(format)) {
        return compare_structured(live, shadow, format, rules, findings);
    }
    if (agreed && format == text::BodyFormat::text)
        return compare_lines(live, shadow, rules, findings);
    if (agreed) {
        if (const auto reason = compare_archives(live, shadow, rules, findings)) return *reason;
        compare_as_text_or_bytes(live, shadow, findings);
    } else {
        add(findings,
            Kind::type,
            family(live, false) + "->" + family(shadow, false),
            shown(live, false),
            shown(shadow, false));
    }
    return {};
}

/// The body as JSON, if it is that beside the other one.
bool reads_as_json(const Body& body, const Body& other) {
    if (!body.json.good()) return false;
    if (body.may_be_json()) return true;
    const JsonType root = body.json.type(0);
    return text::is_json(other.type) && (root == JsonType::array || root == JsonType::object);
}

std::string_view compare_json(const Body& live,
                              const Body& shadow,
                              const RuleWalk& rules,
                              Collector& findings) {
    if (live.json.byte_order_mark() != shadow.json.byte_order_mark()) {
        add(findings, Kind::value, "byte order mark", {}, {});
    }
    return diff_json(live.json, shadow.json, rules, findings) ? "" : "budget";
}

std::string_view compare_decoded(Body live,
                                 Body shadow,
                                 const RuleWalk& rules,
                                 Collector& findings) {
    if (shadow.bytes.empty()) {
        add(findings, Kind::missing, "missing", shown(live, false), {});
        return {};
    }
    if (live.bytes.empty()) {
        add(findings, Kind::extra, "extra", {}, shown(shadow, false));
        return {};
    }
    if (live.may_be_json() && shadow.may_be_json()) {
        const JsonOutcome outcome = diff_json_texts(live.bytes, shadow.bytes, rules, findings);
        if (outcome == JsonOutcome::compared) return {};
        if (outcome == JsonOutcome::out_of_steps) return "budget";
    }
    if (live.may_be_json() || shadow.may_be_json()) {
        live.json = JsonDocument::parse(live.bytes);
        shadow.json = JsonDocument::parse(shadow.bytes);
    }
    const auto over_budget = [](const Body& body) {
        return body.may_be_json() && body.json.status() == JsonDocument::Status::over_budget;
    };
    if (over_budget(live) || over_budget(shadow)) return "budget";
    const bool live_json = reads_as_json(live, shadow);
    const bool shadow_json = reads_as_json(shadow, live);
    if (live_json && shadow_json) return compare_json(live, shadow, rules, findings);
    if (!live_json && !shadow_json) return compare_other(live, shadow, rules, findings);
    add(findings,
        Kind::type,
        family(live, live_json) + "->" + family(shadow, shadow_json),
        shown(live, live_json),
        shown(shadow, shadow_json));
    return {};
}

Body body_of(const RecordedResponse& response, std::string_view bytes, text::MediaType type) {
    Body body{bytes, std::move(type), {}};
    if (body.format() == text::BodyFormat::grpc) {
        body.grpc_coding = joined_values(response.headers, "grpc-encoding");
    }
    return body;
}

}  // namespace

std::string_view compare_bodies(const RecordedResponse& live,
                                const RecordedResponse& shadow,
                                const RuleWalk& rules,
                                Collector& findings) {
    if (rules.settled(rules.root())) return {};
    if (live.truncated || shadow.truncated) {
        return compare_large_bodies(live, shadow, rules, findings);
    }
    const std::string live_coding = joined_values(live.headers, "content-encoding");
    const std::string shadow_coding = joined_values(shadow.headers, "content-encoding");
    if (live_coding == shadow_coding && live.body == shadow.body) return {};
    coding::Decoded of_live;
    coding::Decoded of_shadow;
    // Most bodies are not coded, and need no copy.
    const auto plain = [](const RecordedResponse& response,
                          const std::string& codings,
                          coding::Decoded& decoded) -> std::string_view {
        if (coding::is_identity(codings)) return response.body;
        decoded = coding::decode(response.body, codings);
        return decoded.bytes;
    };
    const std::string_view live_bytes = plain(live, live_coding, of_live);
    if (!of_live.good()) return of_live.reason;
    const std::string_view shadow_bytes = plain(shadow, shadow_coding, of_shadow);
    if (of_shadow.reason == "encoding") {
        add(findings, Kind::type, "undecodable", {}, shadow_coding);
        return {};
    }
    if (!of_shadow.good()) return of_shadow.reason;
    if (live_bytes == shadow_bytes) return {};
    const std::string live_type = joined_values(live.headers, "content-type");
    const std::string shadow_type = joined_values(shadow.headers, "content-type");
    text::MediaType of_both = text::media_type_of(live_type);
    text::MediaType other = live_type == shadow_type ? of_both : text::media_type_of(shadow_type);
    return compare_decoded(body_of(live, live_bytes, std::move(of_both)),
                           body_of(shadow, shadow_bytes, std::move(other)),
                           rules,
                           findings);
}

}  // namespace crossfade::compare
