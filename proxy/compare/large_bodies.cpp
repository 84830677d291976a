// See large_bodies.hpp.
#include "proxy/compare/large_bodies.hpp"

#include "proxy/body/messages.hpp"
#include "proxy/coding/decode.hpp"
#include "proxy/compare/body_path.hpp"
#include "proxy/compare/headers.hpp"
#include "proxy/compare/json_diff.hpp"
#include "proxy/compare/json_document.hpp"
#include "proxy/compare/json_prefix.hpp"
#include "proxy/text/media_type.hpp"
#include "proxy/text/preview.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::compare {
namespace {

constexpr JsonLimits limits{body::reading_depth, 1'000'000};

struct Part {
    const RecordedResponse& response;
    std::string coding;
    coding::Decoded decoded;

    explicit Part(const RecordedResponse& from)
        : response(from), coding(joined_values(from.headers, "content-encoding")) {
        decoded = from.truncated ? coding::decode_prefix(from.body, coding)
                                 : coding::decode(from.body, coding);
    }

    [[nodiscard]] bool is_coded() const noexcept { return !coding::is_identity(coding); }
    [[nodiscard]] text::BodyFormat format() const {
        return text::format_of(
            text::media_type_of(joined_values(response.headers, "content-type")));
    }
    [[nodiscard]] std::string size() const {
        const auto whole = response.truncated ? response.body_size : response.body.size();
        return std::to_string(whole) + " bytes";
    }
};

bool same_whole(const RecordedResponse& live, const RecordedResponse& shadow) {
    const std::size_t known = std::min(live.body.size(), shadow.body.size());
    return live.truncated && shadow.truncated && live.body_size == shadow.body_size &&
           live.body_hash == shadow.body_hash &&
           live.body.compare(0, known, shadow.body, 0, known) == 0 &&
           joined_values(live.headers, "content-encoding") ==
               joined_values(shadow.headers, "content-encoding");
}

/// The whole messages at the front.
std::string_view whole_messages(std::string_view text, text::BodyFormat format) noexcept {
    std::size_t end = text.rfind('\n');
    if (format == text::BodyFormat::event_stream) {
        end = std::max(text.rfind("\n\n") + 1, text.rfind("\r\n\r\n") + 1);  // 0: none
        return text.substr(0, end);
    }
    return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

/// As JSON, as much as there is; nothing for formats that are not compared so.
std::optional<JsonPrefix> as_json(const Part& part, text::BodyFormat format) {
    const std::string_view text = part.decoded.bytes;
    const bool cut = part.response.truncated;
    if (format == text::BodyFormat::json) {
        return cut ? closed_prefix(text) : JsonPrefix{std::string(text), {}};
    }
    if (format != text::BodyFormat::json_lines && format != text::BodyFormat::event_stream)
        return std::nullopt;
    const std::string_view whole = cut ? whole_messages(text, format) : text;
    body::Reading reading = format == text::BodyFormat::json_lines ? body::read_json_lines(whole)
                                                                   : body::read_event_stream(whole);
    if (!reading.good()) return std::nullopt;
    JsonPrefix prefix{std::move(reading.json), {}};
    if (cut) prefix.open.emplace_back(body_root);
    return prefix;
}

/// True if the cut alone may be the reason of it: what it took away is on one side only.
bool is_by_cut(const Finding& found,
               const std::vector<Finding>& all,
               const std::vector<std::string>& open) {
    const auto other = found.kind == Kind::missing ? Kind::extra : Kind::missing;
    const bool replaced = std::any_of(all.begin(), all.end(), [&](const Finding& one) {
        return one.path == found.path && one.kind == other;
    });
    return std::any_of(open.begin(), open.end(), [&](const std::string& path) {
        if (found.kind == Kind::length || found.kind == Kind::order) return found.path == path;
        const bool one_sided = found.kind == Kind::missing || found.kind == Kind::extra;
        return one_sided && !replaced && is_child_path(found.path, path);
    });
}

enum class Compared { no, same, different, over_budget };

Compared compare_structure(const Part& live,
                           const Part& shadow,
                           const RuleWalk& rules,
                           Collector& findings) {
    const text::BodyFormat format = live.format();
    if (format != shadow.format()) return Compared::no;
    auto of_live = as_json(live, format);
    const auto of_shadow = as_json(shadow, format);
    if (!of_live || !of_shadow) return Compared::no;
    const auto live_json = JsonDocument::parse(of_live->text, limits);
    const auto shadow_json = JsonDocument::parse(of_shadow->text, limits);
    if (!live_json.good() || !shadow_json.good()) return Compared::no;
    Collector found;
    if (!diff_json(live_json, shadow_json, rules, found)) return Compared::over_budget;
    std::vector<std::string> open = std::move(of_live->open);
    open.insert(open.end(), of_shadow->open.begin(), of_shadow->open.end());
    for (Hidden& hidden : found.take_hidden(Collector::limit)) findings.hide(std::move(hidden));
    Compared outcome = Compared::same;
    const std::vector<Finding> all = found.take(Collector::limit);
    for (const Finding& finding : all) {
        if (is_by_cut(finding, all, open)) continue;
        findings.add(finding);
        outcome = Compared::different;
    }
    return outcome;
}

std::string place(std::string_view bytes, std::size_t at) {
    constexpr std::size_t before = 30;
    std::size_t from = at < before ? 0 : at - before;
    while (from > 0 && (static_cast<unsigned char>(bytes[from]) & 0xc0U) == 0x80) --from;
    return "differs at byte " + std::to_string(at) + ": " + text::preview(bytes.substr(from));
}

/// What lies outside of the prefixes, or is not compared by structure.
std::string_view compare_bytes(const Part& live, const Part& shadow, Collector& findings) {
    const std::string_view a = live.decoded.bytes;
    const std::string_view b = shadow.decoded.bytes;
    const auto at = static_cast<std::size_t>(
        std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
    const std::string path(body_root);
    if (at < std::min(a.size(), b.size())) {
        const bool text = live.format() != text::BodyFormat::binary;
        findings.add({path, Kind::value, text ? "text" : "bytes", place(a, at), place(b, at)});
        return {};
    }
    if (live.is_coded() || shadow.is_coded()) return "encoding";
    const bool both = live.response.truncated && shadow.response.truncated;
    findings.add({path,
                  both ? Kind::value : Kind::length,
                  both ? "too large to locate" : "length",
                  live.size(),
                  shadow.size()});
    return {};
}

}  // namespace

std::string_view compare_large_bodies(const RecordedResponse& live,
                                      const RecordedResponse& shadow,
                                      const RuleWalk& rules,
                                      Collector& findings) {
    if (same_whole(live, shadow)) return {};
    const Part of_live(live);
    const Part of_shadow(shadow);
    for (const Part* part : {&of_live, &of_shadow}) {
        if (!part->decoded.good()) return part->decoded.reason;
    }
    const std::string& a = of_live.decoded.bytes;
    const std::string& b = of_shadow.decoded.bytes;
    const std::size_t common = std::min(a.size(), b.size());
    if (a.compare(0, common, b, 0, common) == 0) return compare_bytes(of_live, of_shadow, findings);
    switch (compare_structure(of_live, of_shadow, rules, findings)) {
        case Compared::no:
            return compare_bytes(of_live, of_shadow, findings);
        case Compared::different:
            return {};
        default:
            return "budget";
    }
}

}  // namespace crossfade::compare
