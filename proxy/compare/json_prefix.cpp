// See json_prefix.hpp.
#include "proxy/compare/json_prefix.hpp"

#include "proxy/compare/body_path.hpp"
#include "proxy/json/scanner.hpp"
#include "proxy/json/string.hpp"

#include <cstddef>

namespace crossfade::compare {
namespace {

class Cutter {
public:
    explicit Cutter(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] std::optional<JsonPrefix> run();

private:
    struct Container {
        bool object = false;
        bool name_comes = false;  // of an object: the next string is a name
        std::string path;
    };

    /// False at the end of what is there whole.
    bool step();
    bool string();
    bool word();
    bool open(bool object);
    bool close();
    void value_ended() noexcept {
        cut_ = at_;
        depth_ = open_.size();
    }
    [[nodiscard]] std::string path_of_value() const;

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Container> open_;
    std::string name_;       // of the member whose value comes
    std::size_t cut_ = 0;    // behind the last whole value ...
    std::size_t depth_ = 0;  // ... which stands in so many containers
};

std::string Cutter::path_of_value() const {
    if (open_.empty()) return std::string(body_root);
    std::string path = open_.back().path;
    if (open_.back().object) {
        append_member(path, name_);
    } else {
        append_element(path);
    }
    return path;
}

bool Cutter::open(bool object) {
    if (open_.size() >= json::max_depth) return false;
    std::string path = path_of_value();
    open_.push_back({object, object, std::move(path)});
    ++at_;
    return true;
}

bool Cutter::close() {
    if (open_.empty()) return false;
    open_.pop_back();
    ++at_;
    value_ended();
    return true;
}

bool Cutter::string() {
    const std::size_t begin = at_;
    json::Scanner scanner(text_.substr(at_));
    if (!scanner.string()) return false;
    at_ += scanner.at();
    if (open_.empty() || !open_.back().name_comes) {
        value_ended();
        return true;
    }
    open_.back().name_comes = false;
    name_ = json::text_of_string(text_.substr(begin, at_ - begin)).value_or("");
    return true;
}

bool Cutter::word() {
    const std::size_t end = text_.find_first_of(" \t\r\n,:]}[{\"", at_);
    if (end == std::string_view::npos || end == at_) return false;  // it may go on
    at_ = end;
    value_ended();
    return true;
}

bool Cutter::step() {
    while (at_ < text_.size() && json::is_white_space(text_[at_])) ++at_;
    if (at_ == text_.size()) return false;
    switch (text_[at_]) {
        case '{':
            return open(true);
        case '[':
            return open(false);
        case '}':
        case ']':
            return close();
        case '"':
            return string();
        case ',':
            if (!open_.empty()) open_.back().name_comes = open_.back().object;
            ++at_;
            return true;
        case ':':
            ++at_;
            return true;
        default:
            return word();
    }
}

std::optional<JsonPrefix> Cutter::run() {
    while (step()) {
    }
    if (cut_ == 0) return std::nullopt;
    JsonPrefix prefix;
    prefix.text = text_.substr(0, cut_);
    // Containers that were opened behind the cut are the last ones; the others are as they were.
    for (std::size_t i = depth_; i-- > 0;) {
        prefix.text += open_[i].object ? '}' : ']';
        prefix.open.push_back(open_[i].path);
    }
    return prefix;
}

}  // namespace

std::optional<JsonPrefix> closed_prefix(std::string_view text) { return Cutter(text).run(); }

bool is_child_path(std::string_view path, std::string_view parent) noexcept {
    if (!path.starts_with(parent)) return false;
    const std::string_view step = path.substr(parent.size());
    if (step == "[*]") return true;
    if (step.starts_with('.')) return step.find_first_of(".[", 1) == std::string_view::npos;
    return step.starts_with("['") && step.find("']") == step.size() - 2;
}

}  // namespace crossfade::compare
