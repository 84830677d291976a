// See attribute_reader.hpp.
#include "proxy/store/attribute_reader.hpp"

#include "proxy/compare/rules.hpp"
#include "proxy/redaction/redact.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace crossfade::store {
namespace {

constexpr std::size_t query_rank = Telling::ranks;
constexpr std::size_t status_rank = query_rank + 1;
constexpr std::size_t all_ranks = status_rank + 1;
constexpr std::size_t usual_lines = 10;
constexpr char redacted_by_rule = 64;  // beside a rank

/// Cookies are redacted as a whole, but their names are no secrets.
std::string names_of_cookies(std::string_view field) {
    std::string names;
    for (const auto cookie : text::split_list(field, ';')) {
        const auto end = cookie.find('=');
        if (end != std::string_view::npos) names.append(cookie.substr(0, end)).append("=;");
    }
    return names;
}

/// Of two lines with one name.
std::vector<Attribute> united(const Told& one, const Told& other) {
    std::vector<Attribute> all;
    std::set_union(one.attributes.begin(),
                   one.attributes.end(),
                   other.attributes.begin(),
                   other.attributes.end(),
                   std::back_inserter(all));
    return all;
}

}  // namespace

/// `work` gives the attributes; they must depend on nothing but the kind and the text.
template <typename Work>
AttributeReader::Line AttributeReader::line(char kind, std::string_view text, const Work& work) {
    key_.assign(1, kind).append(text);
    if (const auto known = lines_.find(std::string_view(key_)); known != lines_.end()) {
        return known->second;
    }
    if (!remembers_ || text.size() > longest_line) {
        return std::make_shared<const Told>(Told{0, work()});
    }
    if (lines_.size() >= max_lines) lines_.clear();
    auto told = std::make_shared<const Told>(Told{++numbers_, work()});
    return lines_.emplace(key_, std::move(told)).first->second;
}

AttributeReader::Line AttributeReader::field(const Telling& header,
                                             std::string_view value,
                                             const compare::Rules& rules) {
    auto kind = static_cast<char>(header.rank);
    if (header.as == Telling::As::presence) {
        return line(kind, {}, [&] { return attributes_of_field(header, {}); });
    }
    if (header.as == Telling::As::cookies) {
        const std::string names = names_of_cookies(value);
        return line(kind, names, [&] { return attributes_of_field(header, names); });
    }
    // Of all the rules, this alone decides what a field shows.
    if (rules.compiled().redact_headers.contains(header.name)) kind += redacted_by_rule;
    return line(kind, value, [&] {
        redaction::Redactor redactor(redaction_);
        return attributes_of_field(header,
                                   redaction::redacted_field(header.name, value, rules, redactor));
    });
}

std::string AttributeReader::target_of(const PairView& pair) {
    const bool remembers = remembers_ && pair.target.size() <= longest_line;
    if (remembers) {
        const std::lock_guard lock(mutex_);
        const auto known = targets_.find(pair.target);
        if (known != targets_.end()) return known->second;
    }
    std::string redacted = redaction::Redactor(redaction_).url(pair.target);
    if (!remembers) return redacted;
    const std::lock_guard lock(mutex_);
    if (!seen_before_.note(pair.target)) return redacted;
    if (targets_.size() >= max_targets) targets_.clear();
    return targets_.emplace(pair.target, std::move(redacted)).first->second;
}

ToldLines AttributeReader::read(const PairView& pair,
                                std::string_view target,
                                const compare::Rules& rules) {
    std::array<Line, all_ranks> by_rank;
    const std::lock_guard lock(mutex_);
    for (const auto& [name, value] : pair.headers) {
        const Telling* header = telling_of(name);
        if (!header) continue;
        Line told = field(*header, value, rules);
        Line& place = by_rank[header->rank];
        place = place ? std::make_shared<const Told>(Told{0, united(*place, *told)}) : told;
    }
    if (const auto query = target.find('?'); query != std::string_view::npos) {
        const auto text = target.substr(query);
        by_rank[query_rank] = line(query_rank, text, [&] { return attributes_of_query(text); });
    }
    if (pair.live_status != 0) {
        const Attribute status = attribute_of_status(pair.live_status);
        by_rank[status_rank] =
            line(status_rank, status.value, [&] { return std::vector<Attribute>{status}; });
    }
    ToldLines lines;
    lines.reserve(usual_lines);
    for (Line& each : by_rank) {
        if (each) lines.push_back(std::move(each));
    }
    return lines;
}

}  // namespace crossfade::store
