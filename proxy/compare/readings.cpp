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

#include <string>

namespace crossfade::compare {
namespace {

constexpr JsonLimits limits{body::reading_depth, 1'000'000};

/// The order of elements means nothing in most XML that programs write, and much in HTML.
bool order_counts(text::BodyFormat format) noexcept { return format == text::BodyFormat::html; }

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
        default:
            return {};
    }
}

std::string_view compare_readings(const body::Reading& live,
                                  const body::Reading& shadow,
                                  text::BodyFormat format,
                                  const RuleWalk& rules,
                                  Collector& findings) {
    if (live.json == shadow.json) {
        compare_set_aside(live, shadow, format, rules.rules().built_in, findings);
        return {};
    }
    const auto live_json = JsonDocument::parse(live.json, limits);
    const auto shadow_json = JsonDocument::parse(shadow.json, limits);
    const bool done = live_json.good() && shadow_json.good() &&
                      diff_json(live_json, shadow_json, rules, findings);
    return done ? "" : "budget";
}

}  // namespace crossfade::compare
