// See records.hpp.
#include "proxy/replay/records.hpp"

#include "proxy/replay/request.hpp"

#include <utility>

namespace crossfade::replay {

Records::Records(store::StoreReader& reader, std::vector<std::string> signatures, std::size_t limit)
    : reader_(&reader), signatures_(signatures.begin(), signatures.end()), room_(limit) {}

std::optional<std::string> Records::next_line() {
    while (lines_.empty()) {
        if (signatures_.empty()) return std::nullopt;
        auto lines = reader_->exemplars(signatures_.front());
        signatures_.pop_front();
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
