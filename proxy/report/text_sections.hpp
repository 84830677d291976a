// The sections of the report for the terminal, each with an empty line behind it, or nothing where
// there is nothing to say.
#pragma once

#include "proxy/report/report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossfade::report {

inline constexpr std::size_t text_columns = 100;

struct Colours {
    bool on = false;

    [[nodiscard]] std::string strong(const std::string& text) const { return in("1", text); }
    [[nodiscard]] std::string alarm(const std::string& text) const { return in("1;31", text); }
    [[nodiscard]] std::string good(const std::string& text) const { return in("1;32", text); }
    [[nodiscard]] std::string warning(const std::string& text) const { return in("1;33", text); }

private:
    [[nodiscard]] std::string in(const char* code, const std::string& text) const {
        return on ? std::string("\x1b[") + code + 'm' + text + "\x1b[0m" : text;
    }
};

[[nodiscard]] std::string verdict_text(const Report& report, const Colours& colours);
[[nodiscard]] std::string mirror_text(const MirrorReport& mirror, const Colours& colours);
[[nodiscard]] std::string endpoints_text(const Report& report,
                                         const TextStyle& style,
                                         const Colours& colours);
[[nodiscard]] std::string fixes_text(const Report& report,
                                     const TextStyle& style,
                                     const Colours& colours);
[[nodiscard]] std::string changes_text(const Report& report,
                                       const TextStyle& style,
                                       const Colours& colours);
[[nodiscard]] std::string rules_text(const Report& report,
                                     const TextStyle& style,
                                     const Colours& colours);
[[nodiscard]] std::string noise_text(const Report& report,
                                     const TextStyle& style,
                                     const Colours& colours);
[[nodiscard]] std::string gaps_text(const Report& report,
                                    const TextStyle& style,
                                    const Colours& colours);

/// "  text", continued under its first word, without going over the columns.
[[nodiscard]] std::string paragraph(const std::string& text, std::size_t indent);

/// "and 12 more", if so.
[[nodiscard]] std::string rest_text(std::size_t all, std::size_t shown, std::string_view what);

}  // namespace crossfade::report
