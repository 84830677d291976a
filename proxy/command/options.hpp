// The words after a command's name: flags, flags with values, and operands.
#pragma once

#include <map>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::command {

using Arguments = std::span<const std::string_view>;

/// One option a command takes: "--config FILE" or, without a value name, "--serve". A short form
/// such as "-H" may stand beside it. Repeated options keep all their values.
struct Option {
    std::string_view name;
    std::string_view value;  // empty: a flag
    std::string_view meaning;
    std::string_view short_name{};
};

struct Usage {
    std::string_view synopsis;  // "crossfade check --config FILE"
    std::string_view summary;
    std::vector<Option> options;
};

inline constexpr int exit_usage = 2;

class Options {
public:
    /// Nothing if the command has to end at once, with the exit code in `exit`: after --help, which
    /// goes to `out`, or after a mistake, which goes to `error`.
    [[nodiscard]] static std::optional<Options> parse(
        const Usage& usage, Arguments arguments, std::ostream& out, std::ostream& error, int& exit);

    [[nodiscard]] bool has(std::string_view name) const { return values_.contains(name); }
    /// The last value given.
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> values(std::string_view name) const;
    [[nodiscard]] const std::vector<std::string>& operands() const noexcept { return operands_; }

private:
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
    std::vector<std::string> operands_;
};

}  // namespace crossfade::command
