// See splice.hpp. Only what lies on the pointer's way is looked into; the rest is skipped as a
// whole.
#include "proxy/json/splice.hpp"

#include "proxy/json/string.hpp"
#include "proxy/json/values.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace crossfade::json {
namespace {

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
        : scanner_(text), tokens_(&tokens) {}

    std::vector<Span> find() {
        value(0);
        return std::move(found_);
    }

private:
    // The tokens before `depth` led here.
    void value(std::size_t depth) {
        scanner_.skip_white_space();
        const auto first = scanner_.at();
        const bool target = depth == tokens_->size();
        if (!target && scanner_.take('{')) {
            object(depth);
        } else if (!target && scanner_.take('[')) {
            array(depth);
        } else {
            scanner_.value();
        }
        if (target) found_.emplace_back(first, scanner_.at());
    }

    void object(std::size_t depth) {
        scanner_.skip_white_space();
        if (scanner_.take('}')) return;
        do {
            const auto name = scanner_.take_value();
            scanner_.skip_white_space();
            scanner_.take(':');
            step(text_of_string(name) == (*tokens_)[depth], depth);
        } while (scanner_.take(','));
        scanner_.take('}');
    }

    void array(std::size_t depth) {
        scanner_.skip_white_space();
        if (scanner_.take(']')) return;
        std::size_t index = 0;
        do step(std::to_string(index++) == (*tokens_)[depth], depth);
        while (scanner_.take(','));
        scanner_.take(']');
    }

    void step(bool on_path, std::size_t depth) {
        if (on_path) {
            value(depth + 1);
        } else {
            scanner_.value();
        }
        scanner_.skip_white_space();
    }

    Scanner scanner_;
    const std::vector<std::string>* tokens_;
    std::vector<Span> found_;
};

}  // namespace

std::size_t splice(std::string& text, std::string_view pointer, std::string_view value) {
    if (!is_json(text)) return 0;
    const auto tokens = tokens_of(pointer);
    const auto spans = Walk(text, tokens).find();
    for (auto span = spans.rbegin(); span != spans.rend(); ++span) {
        text.replace(span->first, span->second - span->first, value);
    }
    return spans.size();
}

}  // namespace crossfade::json
