// From the lines of a request to what they tell. The same lines come again and again, so that what
// one told, redacted, is remembered: working it out costs twenty times as much as looking it up.
#pragma once

#include "proxy/compare/compare.hpp"
#include "proxy/redaction/redactor.hpp"
#include "proxy/store/attributes.hpp"
#include "proxy/store/pair_view.hpp"
#include "proxy/store/seen_before.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crossfade::store {

using ToldLines = std::vector<std::shared_ptr<const Told>>;

/// Any thread.
class AttributeReader {
public:
    static constexpr std::size_t max_lines = 4'096;  // then it begins anew
    static constexpr std::size_t max_targets = 4'096;
    static constexpr std::size_t longest_line = 512;  // what is longer is not remembered

    /// `redaction` must outlive it. One that remembers nothing gives out no numbers.
    explicit AttributeReader(const routing::KeyHash& redaction, bool remembers = true)
        : redaction_(redaction), remembers_(remembers) {}

    /// Redacted.
    [[nodiscard]] std::string target_of(const PairView& pair);

    /// In the order of attributes.hpp. `target` is redacted.
    [[nodiscard]] ToldLines read(const PairView& pair,
                                 std::string_view target,
                                 const compare::Rules& rules);

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>()(text);
        }
    };
    using Line = std::shared_ptr<const Told>;

    template <typename Work>
    [[nodiscard]] Line line(char kind, std::string_view text, const Work& work);
    [[nodiscard]] Line field(const Telling& header,
                             std::string_view value,
                             const compare::Rules& rules);

    const routing::KeyHash& redaction_;
    bool remembers_;
    std::mutex mutex_;
    std::string key_;  // of what is looked up
    std::uint64_t numbers_ = 0;
    std::unordered_map<std::string, Line, Hash, std::equal_to<>> lines_;
    std::unordered_map<std::string, std::string, Hash, std::equal_to<>> targets_;  // redacted
    SeenBefore seen_before_;  // targets: many never come again
};

}  // namespace crossfade::store
