// See html_writer.hpp.
#include "proxy/report/html_writer.hpp"

#include "proxy/report/text_format.hpp"

#include <array>
#include <cstdio>

namespace crossfade::report {

void HtmlWriter::escape(std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&':
                out_ += "&amp;";
                break;
            case '<':
                out_ += "&lt;";
                break;
            case '>':
                out_ += "&gt;";
                break;
            case '"':
                out_ += "&quot;";
                break;
            case '\'':
                out_ += "&#39;";
                break;
            default:
                out_ += c;
        }
    }
}

void HtmlWriter::text(std::string_view foreign, std::size_t width) {
    escape(shown(foreign, width));
}

void HtmlWriter::lines(std::string_view foreign, std::size_t width) {
    while (!foreign.empty() && width > 0) {
        const std::size_t end = std::min(foreign.find('\n'), foreign.size());
        const std::string line = shown(foreign.substr(0, end), width);
        escape(line);
        if (end < foreign.size()) out_ += '\n';
        width -= std::min(width, characters_of(line));
        foreign.remove_prefix(std::min(end + 1, foreign.size()));
    }
}

void HtmlWriter::attribute(Markup name, std::string_view value) {
    out_ += ' ';
    out_ += name.text;
    out_ += "=\"";
    escape(shown(value, 1'000));
    out_ += '"';
}

void HtmlWriter::number(std::uint64_t value) { out_ += grouped(value); }

void HtmlWriter::share(double value, int decimals) {
    out_ += percent(value, decimals);
    out_ += " %";
}

void HtmlWriter::coordinate(Markup name, double value) {
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "%.2f", value);
    attribute(name, digits.data());
}

}  // namespace crossfade::report
