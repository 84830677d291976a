// See json_text.hpp. A recursive scanner bounded by max_json_depth.
#include "proxy/report/json_text.hpp"

#include "proxy/compare/preview.hpp"

#include <charconv>
#include <unordered_set>

namespace crossfade::report {
namespace {

bool is_white_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

int hex_digit(char c) noexcept {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Reads one value from the front of a text. Every step says whether the grammar held.
class Scanner {
public:
    explicit Scanner(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] std::size_t at() const noexcept { return at_; }
    [[nodiscard]] bool at_end() const noexcept { return at_ == text_.size(); }
    [[nodiscard]] char here() const noexcept { return at_end() ? '\0' : text_[at_]; }

    void skip_white_space() noexcept {
        while (!at_end() && is_white_space(text_[at_])) ++at_;
    }

    bool take(char wanted) noexcept {
        if (at_end() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }

    /// `depth`: how many levels of objects and arrays may still be opened.
    bool value(std::size_t depth) noexcept {
        skip_white_space();
        switch (here()) {
            case '{':
                return depth > 0 && object(depth - 1);
            case '[':
                return depth > 0 && array(depth - 1);
            case '"':
                return string();
            case 't':
                return literal("true");
            case 'f':
                return literal("false");
            case 'n':
                return literal("null");
            default:
                return number();
        }
    }

    bool string() noexcept {
        if (!take('"')) return false;
        while (!at_end()) {
            const char c = text_[at_];
            if (c == '"') return take('"');
            if (static_cast<unsigned char>(c) < 0x20) return false;
            if (c == '\\') {
                if (!escape()) return false;
                continue;
            }
            const std::size_t length = compare::utf8_length(text_.substr(at_));
            if (length == 0) return false;
            at_ += length;
        }
        return false;
    }

private:
    bool literal(std::string_view word) noexcept {
        if (text_.substr(at_, word.size()) != word) return false;
        at_ += word.size();
        return true;
    }

    bool escape() noexcept {
        ++at_;
        constexpr std::string_view simple = "\"\\/bfnrt";
        if (at_end()) return false;
        const char c = text_[at_++];
        if (c != 'u') return simple.find(c) != std::string_view::npos;
        for (int digit = 0; digit < 4; ++digit) {
            if (at_end() || hex_digit(text_[at_]) < 0) return false;
            ++at_;
        }
        return true;
    }

    bool digits() noexcept {
        const std::size_t begin = at_;
        while (!at_end() && is_digit(text_[at_])) ++at_;
        return at_ > begin;
    }

    bool number() noexcept {
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (here() != 'e' && here() != 'E') return true;
        ++at_;
        if (here() == '+' || here() == '-') ++at_;
        return digits();
    }

    bool array(std::size_t depth) noexcept {
        ++at_;
        skip_white_space();
        if (take(']')) return true;
        while (value(depth)) {
            skip_white_space();
            if (take(']')) return true;
            if (!take(',')) return false;
        }
        return false;
    }

    bool object(std::size_t depth) noexcept {
        ++at_;
        skip_white_space();
        if (take('}')) return true;
        do {
            skip_white_space();
            if (!string()) return false;
            skip_white_space();
            if (!take(':') || !value(depth)) return false;
            skip_white_space();
            if (take('}')) return true;
        } while (take(','));
        return false;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// The value that starts at the scanner, as a slice; moves the scanner behind it.
std::string_view take_slice(Scanner& scanner, std::string_view text) noexcept {
    scanner.skip_white_space();
    const std::size_t begin = scanner.at();
    if (!scanner.value(max_json_depth)) return {};
    return text.substr(begin, scanner.at() - begin);
}

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && is_white_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_white_space(text.back())) text.remove_suffix(1);
    return text;
}

}  // namespace

bool is_json(std::string_view text, std::size_t max_depth) noexcept {
    Scanner scanner(text);
    if (!scanner.value(max_depth)) return false;
    scanner.skip_white_space();
    return scanner.at_end();
}

bool is_utf8(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = compare::utf8_length(text.substr(at));
        if (length == 0) return false;
        at += length;
    }
    return true;
}

JsonType type_of(std::string_view value) noexcept {
    switch (Scanner scanner(value); scanner.skip_white_space(), scanner.here()) {
        case '{':
            return JsonType::object;
        case '[':
            return JsonType::array;
        case '"':
            return JsonType::string;
        case 't':
        case 'f':
            return JsonType::boolean;
        case 'n':
            return JsonType::null;
        default:
            return JsonType::number;
    }
}

std::string without_white_space(std::string_view value) {
    std::string out;
    out.reserve(value.size());
    bool in_string = false;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        if (!in_string && is_white_space(c)) continue;
        out += c;
        if (c == '"') in_string = !in_string;
        if (c == '\\' && at + 1 < value.size()) out += value[++at];
    }
    return out;
}

std::optional<std::uint64_t> whole_number_of(std::string_view value) noexcept {
    value = trimmed(value);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || number < 0) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(number);
}

std::optional<std::vector<JsonMember>> members_of(std::string_view value, std::size_t limit) {
    Scanner scanner(value);
    scanner.skip_white_space();
    if (!scanner.take('{')) return std::nullopt;
    std::vector<JsonMember> members;
    std::unordered_set<std::string> seen;
    scanner.skip_white_space();
    if (scanner.take('}')) return members;
    do {
        auto name = text_of_string(take_slice(scanner, value));
        scanner.skip_white_space();
        if (!name || !scanner.take(':') || members.size() == limit) return std::nullopt;
        if (!seen.insert(*name).second) return std::nullopt;
        members.push_back({std::move(*name), take_slice(scanner, value)});
        scanner.skip_white_space();
    } while (scanner.take(','));
    return members;
}

std::optional<std::vector<std::string_view>> elements_of(std::string_view value,
                                                         std::size_t limit) {
    Scanner scanner(value);
    scanner.skip_white_space();
    if (!scanner.take('[')) return std::nullopt;
    std::vector<std::string_view> elements;
    scanner.skip_white_space();
    if (scanner.take(']')) return elements;
    do {
        if (elements.size() == limit) return std::nullopt;
        elements.push_back(take_slice(scanner, value));
        scanner.skip_white_space();
    } while (scanner.take(','));
    return elements;
}

}  // namespace crossfade::report
