// The records to replay, one after the other from the store: few are in memory at a time.
#pragma once

#include "proxy/record/record.hpp"
#include "proxy/replay/summary.hpp"
#include "proxy/store/store_reader.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::replay {

/// Where records come from: all of a signature, or those of it at one endpoint.
struct Source {
    std::string signature;
    std::optional<store::StoredPattern> pattern;
};

/// What somebody asked for.
struct Wanted {
    std::vector<Source> sources;
    Focus focus;
    std::string error;  // in words, where there is no such thing in the store
};

/// By names: signatures (S-...), or a single fault (F-...). All there are, the most frequent first,
/// if none is given.
[[nodiscard]] Wanted find_wanted(store::StoreReader& reader, const std::vector<std::string>& names);

/// One thread; the reader must outlive it.
class Records {
public:
    /// Of these, in this order; at most `limit` in all.
    Records(store::StoreReader& reader, const std::vector<Source>& sources, std::size_t limit);

    /// The next mismatch of a safe method; nothing at the end, and once the limit is reached.
    [[nodiscard]] std::optional<record::Record> next();

    /// Complete once next() gave nothing.
    [[nodiscard]] const LeftOut& left_out() const noexcept { return left_out_; }

private:
    [[nodiscard]] std::optional<std::string> next_line();
    [[nodiscard]] std::optional<record::Record> next_usable();

    store::StoreReader* reader_;
    std::deque<Source> sources_;
    std::deque<std::string> lines_;  // of the source that is being worked on
    std::size_t room_;
    bool ended_ = false;
    LeftOut left_out_;
};

}  // namespace crossfade::replay
