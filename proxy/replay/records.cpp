// See records.hpp.
#include "proxy/replay/records.hpp"

#include "proxy/replay/request.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::replay {
namespace {

constexpr std::size_t most_signatures = 100'000;

bool has(const std::vector<std::string>& texts, const std::string& wanted) {
    return std::find(texts.begin(), texts.end(), wanted) != texts.end();
}

/// The pairs that show it; what else they show is not asked for.
Wanted find_fault(store::StoreReader& reader, const std::string& name) {
    Wanted wanted;
    const auto run = reader.run({});
    const auto fault = std::find_if(
        run.faults.begin(), run.faults.end(), [&](const auto& each) { return each.fault == name; });
    if (fault == run.faults.end()) {
        wanted.error = "the store has no fault '" + name + "'";
        return wanted;
    }
    wanted.focus = fault->path;
    for (const auto& pattern : run.patterns) {
        if (has(pattern.faults, name)) wanted.sources.push_back({pattern.signature, pattern});
    }
    return wanted;
}

}  // namespace

Wanted find_wanted(store::StoreReader& reader, const std::vector<std::string>& names) {
    if (names.size() == 1 && names[0].starts_with("F-")) return find_fault(reader, names[0]);
    Wanted wanted;
    std::vector<std::string> known;
    for (const auto& each : reader.signatures({}, most_signatures)) {
        if (!has(known, each.signature)) known.push_back(each.signature);
    }
    for (const auto& name : names) {
        if (name.starts_with("F-")) {
            wanted.error = "one fault at a time";
        } else if (!has(known, name)) {
            wanted.error = "the store has no signature '" + name + "'";
        }
    }
    if (!wanted.error.empty()) return wanted;
    for (const auto& signature : names.empty() ? known : names) {
        wanted.sources.push_back({signature, std::nullopt});
    }
    return wanted;
}

Records::Records(store::StoreReader& reader, const std::vector<Source>& sources, std::size_t limit)
    : reader_(&reader), sources_(sources.begin(), sources.end()), room_(limit) {}

std::optional<std::string> Records::next_line() {
    while (lines_.empty()) {
        if (sources_.empty()) return std::nullopt;
        const auto& source = sources_.front();
        auto lines = source.pattern ? reader_->exemplars(*source.pattern)
                                    : reader_->exemplars(source.signature);
        sources_.pop_front();
        lines_.assign(std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
    }
    auto line = std::move(lines_.front());
    lines_.pop_front();
    return line;
}

std::optional<record::Record> Records::next_usable() {
    while (const auto line = next_line()) {
        auto read = record::read_record(*line);
        if (!read.record) {
            ++left_out_.unreadable;
        } else if (read.record->result.verdict != compare::Verdict::mismatch) {
            continue;
        } else if (!is_safe(read.record->pair.request.method)) {
            ++left_out_.unsafe;
        } else {
            return std::move(read.record);
        }
    }
    return std::nullopt;
}

std::optional<record::Record> Records::next() {
    if (ended_) return std::nullopt;
    if (room_ > 0) {
        --room_;
        auto record = next_usable();
        ended_ = !record;
        return record;
    }
    ended_ = true;
    while (next_usable()) ++left_out_.over_limit;
    return std::nullopt;
}

}  // namespace crossfade::replay
