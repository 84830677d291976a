#include "proxy/command/format.hpp"

namespace crossfade::command {

std::optional<Format> format_of(const Options& options, std::ostream& error) {
    const auto written = options.value("--format").value_or("text");
    if (written == "text") return Format::text;
    if (written == "json") return Format::json;
    error << "crossfade: unknown format '" << written << "': expected text or json\n";
    return std::nullopt;
}

}  // namespace crossfade::command
