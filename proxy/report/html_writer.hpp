// Writes HTML in which captured data can only ever be text: markup is what stands in this program's
// sources, and nothing else is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crossfade::report {

/// Markup, of a literal only: nothing that is made at run time compiles here.
struct Markup {
    consteval Markup(const char* literal) : text(literal) {}  // NOLINT: made to convert
    std::string_view text;
};

class HtmlWriter {
public:
    /// Of one text; what is longer is cut and ends in "...".
    static constexpr std::size_t default_width = 300;

    void markup(Markup literal) { out_ += literal.text; }

    /// Escaped; control characters and marks that turn the direction of writing become visible.
    void text(std::string_view foreign, std::size_t width = default_width);
    /// The same over several lines: line ends stay.
    void lines(std::string_view foreign, std::size_t width);
    /// ` name="value"`, within a tag that is open.
    void attribute(Markup name, std::string_view value);

    void number(std::uint64_t value);            // grouped
    void share(double value, int decimals);      // "99.975 %"
    void coordinate(Markup name, double value);  // an attribute of a drawing
    [[nodiscard]] const std::string& written() const noexcept { return out_; }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void escape(std::string_view text);

    std::string out_;
};

}  // namespace crossfade::report
