// Boost.JSON says whether the text is JSON at all; the walk below then only has to find its way.
#include "proxy/mirror/json_splice.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace crossfade::mirror {
namespace {

constexpr std::size_t max_depth = 64;

using Span = std::pair<std::size_t, std::size_t>;  // first, one past last

std::vector<std::string> tokens_of(std::string_view pointer) {
    std::vector<std::string> tokens;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);  // the slash
        const auto end = std::min(pointer.find('/'), pointer.size());
        std::string token;
        for (std::size_t index = 0; index < end; ++index) {
            const bool escaped = pointer[index] == '~' && index + 1 < end;
            token += escaped ? (pointer[++index] == '1' ? '/' : '~') : pointer[index];
        }
        tokens.push_back(std::move(token));
        pointer.remove_prefix(end);
    }
    return tokens;
}

// Walks a text that is known to be JSON.
class Walk {
public:
    Walk(std::string_view text, const std::vector<std::string>& tokens)
        : text_(text), tokens_(&tokens) {}

    std::vector<Span> find() {
        value(0, true);
        return std::move(found_);
    }

private:
    void space() {
        while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != npos) ++at_;
    }

    // `on_path`: the tokens before `depth` led here.
    void value(std::size_t depth, bool on_path) {
        space();
        const auto first = at_;
        const bool target = on_path && depth == tokens_->size();
        if (text_[at_] == '{') {
            object(depth, on_path && !target);
        } else if (text_[at_] == '[') {
            array(depth, on_path && !target);
        } else if (text_[at_] == '"') {
            static_cast<void>(string());
        } else {
            at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
        }
        if (target) found_.emplace_back(first, at_);
        space();
    }

    void object(std::size_t depth, bool on_path) {
        ++at_;
        space();
        while (text_[at_] != '}') {
            space();
            const auto name = string();
            space();
            ++at_;  // the colon
            value(depth + 1, on_path && name == (*tokens_)[depth]);
            if (text_[at_] == ',') ++at_;
        }
        ++at_;
    }

    void array(std::size_t depth, bool on_path) {
        ++at_;
        space();
        for (std::size_t index = 0; text_[at_] != ']'; ++index) {
            value(depth + 1, on_path && std::to_string(index) == (*tokens_)[depth]);
            if (text_[at_] == ',') ++at_;
        }
        ++at_;
    }

    // The string's value, escapes resolved.
    std::string string() {
        const auto first = at_++;
        bool escapes = false;
        while (text_[at_] != '"') {
            escapes = escapes || text_[at_] == '\\';
            at_ += text_[at_] == '\\' ? 2 : 1;
        }
        ++at_;
        const auto raw = text_.substr(first, at_ - first);
        if (!escapes) return std::string(raw.substr(1, raw.size() - 2));
        const auto parsed = boost::json::parse({raw.data(), raw.size()});
        return {parsed.get_string().data(), parsed.get_string().size()};
    }

    static constexpr auto npos = std::string_view::npos;

    std::string_view text_;
    const std::vector<std::string>* tokens_;
    std::size_t at_ = 0;
    std::vector<Span> found_;
};

}  // namespace

bool valid_json(std::string_view text) noexcept {
    try {
        boost::json::parse_options options;
        options.max_depth = max_depth;
        boost::json::stream_parser parser({}, options);
        boost::system::error_code error;
        parser.write(text.data(), text.size(), error);
        if (!error) parser.finish(error);
        return !error;
    } catch (...) {
        return false;  // out of memory, or a text beyond Boost.JSON's own limits
    }
}

std::size_t splice(std::string& text, std::string_view pointer, std::string_view value) {
    if (!valid_json(text)) return 0;
    const auto tokens = tokens_of(pointer);
    const auto spans = Walk(text, tokens).find();
    for (auto span = spans.rbegin(); span != spans.rend(); ++span) {
        text.replace(span->first, span->second - span->first, value);
    }
    return spans.size();
}

}  // namespace crossfade::mirror
