// See fingerprint.hpp.
#include "proxy/store/fingerprint.hpp"

#include "proxy/text/hex.hpp"
#include "routing/hash.hpp"

#include <string_view>

namespace crossfade::store {
namespace {

// Raised when the same configuration would be named in another way.
constexpr std::uint64_t naming_version = 1;
// Occurs in none of the parts, lest two lists read as one text.
constexpr char separator = '\x1e';
constexpr char list_end = '\x1d';

class Text {
public:
    Text& add(std::string_view part) {
        text_.append(part) += separator;
        return *this;
    }
    template <typename Number>
    Text& number(Number value) {
        return add(std::to_string(value));
    }
    Text& list(const std::vector<std::string>& parts) {
        for (const auto& part : parts) add(part);
        text_ += list_end;
        return *this;
    }
    [[nodiscard]] std::string print(std::string_view prefix) const {
        if (text_.empty()) return {};
        const auto hash = routing::siphash_2_4(naming_version, 0, text_);
        return std::string(prefix) + text::hex(hash).substr(0, 12);
    }

private:
    std::string text_;
};

void add_names(Text& out, const std::vector<routing::FieldValue>& fields) {
    for (const auto& field : fields) out.add(field.name);
    out.list({});
}

void add(Text& out, const config::MirrorRewrite& rewrite) {
    out.add(rewrite.host.value_or("")).add(rewrite.replace_prefix.value_or(""));
    add_names(out, rewrite.set_fields);
    add_names(out, rewrite.json);
    out.list(rewrite.remove_fields).list(rewrite.require);
}

void add(Text& out, const config::Compare& compare) {
    out.number(compare.on).number(compare.built_in).number(compare.status_class_only);
    out.list(compare.ignored_headers).list(compare.list_valued_headers);
    for (const auto& pair : compare.hosts) out.add(pair.live).add(pair.shadow);
}

void add(Text& out, const config::Mirror& mirror) {
    out.add(mirror.to).number(mirror.control).add(mirror.build_header);
    out.list(mirror.live).list(mirror.methods).number(mirror.sample.parts_per_million);
    out.number(mirror.limits.request_body).number(mirror.limits.response_body);
    out.number(mirror.limits.timeout.count());
    add(out, mirror.rewrite);
    add(out, mirror.compare);
}

void add(Text& out, const config::CompareRule& rule) {
    out.add(rule.path).number(static_cast<int>(rule.as)).add(rule.by).number(rule.tolerance);
    out.number(rule.time_tolerance.count()).add(rule.expires);
}

}  // namespace

std::string mirrors_print(const config::Config& config) {
    Text out;
    for (const auto& route : config.routes) {
        for (const auto& mirror : route.mirrors) {
            out.add(route.name);
            add(out, mirror);
        }
    }
    return out.print("M-");
}

std::string rules_print(const config::Config& config) {
    Text out;
    for (const auto& route : config.routes) {
        for (const auto& mirror : route.mirrors) {
            for (const auto& rule : mirror.compare.rules) {
                out.add(route.name).add(mirror.to);
                add(out, rule);
            }
        }
    }
    return out.print("R-");
}

}  // namespace crossfade::store
