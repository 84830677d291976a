// Builds our own nodes from yaml-cpp's events rather than from its YAML::Node: that one keeps
// duplicate keys silently, drops the places of keys, and expands aliases without any bound.
#include "config/parse.hpp"

#include "config/text.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crossfade::config {
namespace {

int height_of(const RawNode& node) {
    int height = 0;
    for (const RawNode& item : node.items) height = std::max(height, height_of(item));
    return height + 1;
}

std::size_t size_of(const RawNode& node) {
    std::size_t size = 1;
    for (const RawNode& item : node.items) size += size_of(item);
    return size;
}

/// Refuses by throwing ParserException, as the parser itself does.
class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(std::uint32_t file, ProblemLog& log) : file_(file), log_(log) {}

    [[nodiscard]] RawNode take_root() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        add(make(RawNode::Kind::null, mark), anchor);
    }
    void OnScalar(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t anchor,
                  const std::string& value) override {
        RawNode node = make(RawNode::Kind::scalar, mark);
        check_tag(node, tag);
        node.text = value;
        node.quoted = tag == "!";
        add(std::move(node), anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark,
                         const std::string& tag,
                         YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(make(RawNode::Kind::sequence, mark), tag, anchor, mark);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark,
                    const std::string& tag,
                    YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(make(RawNode::Kind::mapping, mark), tag, anchor, mark);
    }
    void OnMapEnd() override { close(); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;

private:
    struct Anchored {
        RawNode node;
        std::size_t size = 0;
        int height = 0;
    };
    struct Frame {
        RawNode node;
        YAML::anchor_t anchor = YAML::NullAnchor;
        bool has_key = false;  // the key came, its value did not yet
        std::string key;
        Mark key_mark;
        std::unordered_map<std::string, Mark> seen;
    };

    [[nodiscard]] Mark place(const YAML::Mark& mark) const {
        return {file_, mark.line + 1, mark.column + 1};
    }
    [[nodiscard]] RawNode make(RawNode::Kind kind, const YAML::Mark& mark) {
        count(1, mark);
        RawNode node;
        node.kind = kind;
        node.mark = place(mark);
        return node;
    }
    void count(std::size_t more, const YAML::Mark& mark) {
        nodes_ += more;
        if (nodes_ > max_nodes) throw YAML::ParserException(mark, "more than 500000 values");
    }
    void check_tag(const RawNode& node, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!") {
            log_.add(node.mark, "YAML tags have no meaning here: remove " + in_quotes(tag));
        }
    }
    void open(RawNode node, const std::string& tag, YAML::anchor_t anchor, const YAML::Mark& mark) {
        check_tag(node, tag);
        if (frames_.size() >= max_depth) {
            throw YAML::ParserException(mark, "nested deeper than 64 levels");
        }
        Frame frame;
        frame.node = std::move(node);
        frame.anchor = anchor;
        frames_.push_back(std::move(frame));
    }
    void close() {
        Frame frame = std::move(frames_.back());
        frames_.pop_back();
        add(std::move(frame.node), frame.anchor);
    }
    void add(RawNode node, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) anchors_[anchor] = {node, size_of(node), height_of(node)};
        if (frames_.empty()) {
            root_ = std::move(node);
        } else if (frames_.back().node.kind == RawNode::Kind::sequence) {
            frames_.back().node.items.push_back(std::move(node));
        } else if (!frames_.back().has_key) {
            add_key(frames_.back(), node);
        } else {
            add_value(frames_.back(), std::move(node));
        }
    }
    void add_key(Frame& frame, const RawNode& node) {
        if (node.kind != RawNode::Kind::scalar) {
            log_.add(node.mark, "a key of a mapping must be plain text");
        }
        frame.has_key = true;
        frame.key = node.text;
        frame.key_mark = node.mark;
    }
    void add_value(Frame& frame, RawNode node) {
        frame.has_key = false;
        const auto [first, added] = frame.seen.emplace(frame.key, frame.key_mark);
        if (!added) {
            log_.add(frame.key_mark,
                     "duplicate key " + in_quotes(frame.key) + "; it already stands at " +
                         log_.place(first->second));
            return;
        }
        node.name = std::move(frame.key);
        node.name_mark = frame.key_mark;
        // The parser places a missing value at whatever comes next, often lines further down.
        if (node.kind == RawNode::Kind::null) node.mark = frame.key_mark;
        frame.node.items.push_back(std::move(node));
    }

    std::uint32_t file_;
    ProblemLog& log_;
    RawNode root_;
    std::size_t nodes_ = 0;
    std::vector<Frame> frames_;
    std::map<YAML::anchor_t, Anchored> anchors_;
};

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
        throw YAML::ParserException(mark, "an alias may not stand inside its own anchor");
    }
    count(found->second.size, mark);
    if (static_cast<int>(frames_.size()) + found->second.height > max_depth) {
        throw YAML::ParserException(mark, "nested deeper than 64 levels");
    }
    add(found->second.node, YAML::NullAnchor);
}

/// Whether the bytes may go to the parser at all; YAML 1.2 section 5.1 allows no other characters.
bool is_readable(const std::string& text, std::uint32_t file, ProblemLog& log) {
    if (text.size() > max_text_size) {
        log.add({file, 1, 1}, "larger than 4MiB");
        return false;
    }
    const std::size_t valid = valid_utf8_prefix(text);
    const auto control = static_cast<std::size_t>(
        std::find_if(text.begin(), text.end(), [](char c) { return is_control(c); }) -
        text.begin());
    const std::size_t end = std::min(valid, control);
    if (end == text.size()) return true;
    const std::string_view before = std::string_view(text).substr(0, end);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0: the first line
    log.add({file, static_cast<int>(line), static_cast<int>(end - line_start) + 1},
            valid < control ? "not valid UTF-8" : "a control character");
    return false;
}

/// An unquoted ${NAME} inside { } or [ ] opens a mapping there; easily done, and hard to see.
std::string hint(const std::string& text, const YAML::Mark& mark) {
    const auto at = static_cast<std::size_t>(std::max(mark.pos, 0));
    const bool reference = at > 0 && at < text.size() && text[at] == '{' && text[at - 1] == '$';
    return reference ? "; put ${...} inside { } or [ ] in quotes" : "";
}

}  // namespace

std::optional<RawNode> parse(const std::string& text, std::uint32_t file, ProblemLog& log) {
    if (!is_readable(text, file, log)) return std::nullopt;
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        TreeBuilder builder(file, log);
        parser.HandleNextDocument(builder);
        TreeBuilder rest(file, log);
        if (parser.HandleNextDocument(rest)) {
            log.add(rest.take_root().mark, "a second YAML document; one file holds one document");
        }
        return builder.take_root();
    } catch (const YAML::Exception& error) {
        const bool placed = !error.mark.is_null();
        log.add({file, placed ? error.mark.line + 1 : 1, placed ? error.mark.column + 1 : 1},
                "no valid YAML: " + error.msg + hint(text, error.mark));
    } catch (const std::exception& error) {
        log.add({file, 1, 1}, std::string("no valid YAML: ") + error.what());
    }
    return std::nullopt;
}

}  // namespace crossfade::config
