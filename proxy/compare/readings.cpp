// See readings.hpp.
#include "proxy/compare/readings.hpp"

#include "proxy/body/form.hpp"
#include "proxy/body/grpc.hpp"
#include "proxy/body/html.hpp"
#include "proxy/body/messages.hpp"
#include "proxy/body/protobuf.hpp"
#include "proxy/body/xml.hpp"
#include "proxy/compare/body_path.hpp"
#include "proxy/compare/json_diff.hpp"
#include "proxy/compare/json_document.hpp"
#include "proxy/compare/multipart_reading.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::compare {
namespace {

constexpr JsonLimits limits{body::reading_depth, 1'000'000};

/// The order of elements means nothing in most XML that programs write, and much in HTML.
bool order_counts(text::BodyFormat format) noexcept { return format == text::BodyFormat::html; }

/// What clients act on though the JSON does not show it.
void compare_acted_on(const body::Reading& live, const body::Reading& shadow, Collector& findings) {
    for (std::size_t i = 0; i < live.set_aside.size(); ++i) {
        const body::SetAside& one = live.set_aside[i];
        const body::SetAside& other = shadow.set_aside[i];
        if (!one.acted_on || one.hash == other.hash) continue;
        findings.add(
            {std::string(body_root), Kind::value, std::string(one.what), one.shown, other.shown});
    }
}

/// The parts of a form in another order: a form is to be sent in its order (RFC 7578 section 5.2).
void compare_order(const JsonDocument& live, const JsonDocument& shadow, Collector& findings) {
    const auto names_of = [](const JsonDocument& document) {
        std::vector<std::string_view> names;
        if (document.type(0) != JsonType::object) return names;
        for (const auto node : document.children(0)) names.push_back(document.name(node));
        return names;
    };
    auto of_live = names_of(live);
    auto of_shadow = names_of(shadow);
    if (of_live == of_shadow) return;
    std::sort(of_live.begin(), of_live.end());
    std::sort(of_shadow.begin(), of_shadow.end());
    if (of_live != of_shadow) return;
    findings.add({std::string(body_root), Kind::order, "reorder", {}, {}});
}

// Of two bodies that are the same JSON. Otherwise it may differ for the reason that they are not.
void compare_set_aside(const body::Reading& live,
                       const body::Reading& shadow,
                       text::BodyFormat format,
                       bool built_in,
                       Collector& findings) {
    bool any = false;
    const std::string path(body_root);
    const std::string by = "built-in " + std::string(name_of(format));
    for (std::size_t i = 0; i < live.set_aside.size(); ++i) {
        const body::SetAside& one = live.set_aside[i];
        if (one.hash == shadow.set_aside[i].hash) continue;
        any = true;
        if (one.acted_on) continue;
        if (one.ordering && order_counts(format)) {
            findings.add({path, Kind::order, std::string(one.what), {}, {}});
        } else if (!built_in) {
            findings.add({path, Kind::value, std::string(one.what), {}, {}});
        } else {
            findings.hide({path, std::string(one.what), by});
        }
    }
    if (!any) findings.hide({path, "layout", by});
}

}  // namespace

bool has_reading(text::BodyFormat format) noexcept {
    return format != text::BodyFormat::json && format != text::BodyFormat::text &&
           format != text::BodyFormat::binary;
}

body::Reading read_as(text::BodyFormat format,
                      std::string_view bytes,
                      const text::MediaType& type,
                      std::string_view grpc_coding) {
    switch (format) {
        case text::BodyFormat::xml:
            return body::read_xml(bytes);
        case text::BodyFormat::html:
            return body::read_html(bytes);
        case text::BodyFormat::form:
            return body::read_form(bytes);
        case text::BodyFormat::json_lines:
            return body::read_json_lines(bytes);
        case text::BodyFormat::event_stream:
            return body::read_event_stream(bytes);
        case text::BodyFormat::grpc:
            return body::read_grpc(bytes, grpc_coding, type.name.ends_with("+json"));
        case text::BodyFormat::protobuf:
            return body::read_protobuf(bytes);
        case text::BodyFormat::multipart:
            return read_multipart(bytes, type);
        default:
            return {};
    }
}

std::string_view compare_readings(const body::Reading& live,
                                  const body::Reading& shadow,
                                  text::BodyFormat format,
                                  const RuleWalk& rules,
                                  Collector& findings) {
    compare_acted_on(live, shadow, findings);
    if (live.json == shadow.json) {
        compare_set_aside(live, shadow, format, rules.rules().built_in, findings);
        return {};
    }
    const auto live_json = JsonDocument::parse(live.json, limits);
    const auto shadow_json = JsonDocument::parse(shadow.json, limits);
    const bool good = live_json.good() && shadow_json.good();
    if (good && format == text::BodyFormat::multipart) {
        compare_order(live_json, shadow_json, findings);
    }
    const bool done = good && diff_json(live_json, shadow_json, rules, findings);
    return done ? "" : "budget";
}

}  // namespace crossfade::compare
