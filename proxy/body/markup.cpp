// See markup.hpp.
#include "proxy/body/markup.hpp"

#include "proxy/body/reading.hpp"
#include "proxy/json/members.hpp"
#include "proxy/json/string.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::body {
namespace {

constexpr std::string_view white_space = " \t\r\n\f";

bool is_blank(std::string_view text) noexcept {
    return text.find_first_not_of(white_space) == std::string_view::npos;
}

std::string collapsed(std::string_view text) {
    std::string out;
    while (true) {
        const std::size_t first = text.find_first_not_of(white_space);
        if (first == std::string_view::npos) return out;
        text.remove_prefix(first);
        const std::size_t end = std::min(text.find_first_of(white_space), text.size());
        if (!out.empty()) out += ' ';
        out += text.substr(0, end);
        text.remove_prefix(end);
    }
}

}  // namespace

MarkupTree::Span MarkupTree::kept(std::string_view text) {
    const Span span{bytes_.size(), text.size()};
    bytes_ += text;
    return span;
}

MarkupTree::Index MarkupTree::add(Kind kind, std::string_view name, std::string_view text) {
    const bool fits = nodes_.size() < max_nodes && open_.size() < max_depth &&
                      bytes_.size() + name.size() + text.size() <= max_bytes;
    over_budget_ = over_budget_ || !fits;
    if (over_budget_) return none;
    const auto index = static_cast<Index>(nodes_.size());
    Node node;
    node.kind = kind;
    node.name = kept(name);
    node.text = kept(text);
    nodes_.push_back(node);
    if (open_.empty()) return index;
    Node& parent = nodes_[open_.back()];
    if (parent.last_child == none) {
        parent.first_child = index;
    } else {
        nodes_[parent.last_child].next = index;
    }
    parent.last_child = index;
    return index;
}

void MarkupTree::begin(std::string_view name, Spaces spaces) {
    const Index index = add(Kind::element, name, {});
    if (index == none) return;
    nodes_[index].spaces = spaces;
    open_.push_back(index);
}

void MarkupTree::attribute(std::string_view name, std::string_view value) {
    if (!open_.empty()) static_cast<void>(add(Kind::attribute, name, value));
}

void MarkupTree::text(std::string_view text) {
    if (open_.empty() || over_budget_) return;
    const Index last = nodes_[open_.back()].last_child;
    // Readers hand out one text in many parts.
    const bool goes_on = last != none && nodes_[last].kind == Kind::text &&
                         nodes_[last].text.offset + nodes_[last].text.size == bytes_.size();
    if (!goes_on) {
        static_cast<void>(add(Kind::text, {}, text));
    } else if (bytes_.size() + text.size() > max_bytes) {
        over_budget_ = true;
    } else {
        bytes_ += text;
        nodes_[last].text.size += text.size();
    }
}

void MarkupTree::end() noexcept {
    if (!over_budget_) open_.pop_back();
}

std::string_view MarkupTree::open_name(std::size_t up) const noexcept {
    return view(nodes_[open_[open_.size() - 1 - up]].name);
}

std::string MarkupTree::text_of(const Node& element) const {
    std::string text;
    std::string with_elements;
    bool leaf = true;
    for (Index child = element.first_child; child != none; child = nodes_[child].next) {
        const Node& node = nodes_[child];
        if (node.kind == Kind::text) {
            text += view(node.text);
            with_elements += view(node.text);
        } else if (node.kind == Kind::element) {
            leaf = false;
            with_elements.append("<").append(view(node.name)).append("/>");
        }
    }
    if (is_blank(text)) return {};
    if (leaf && element.spaces == Spaces::exact) return text;
    return collapsed(with_elements);
}

std::vector<std::pair<std::string_view, MarkupTree::Index>> MarkupTree::named(const Node& element,
                                                                              Kind kind) const {
    std::vector<std::pair<std::string_view, Index>> found;
    for (Index child = element.first_child; child != none; child = nodes_[child].next) {
        if (nodes_[child].kind == kind) found.emplace_back(view(nodes_[child].name), child);
    }
    std::sort(found.begin(), found.end());
    return found;
}

void MarkupTree::append(std::string& out,
                        const Node& element,
                        const std::vector<std::string_view>& single) const {
    out += '{';
    for (const auto& [name, child] : named(element, Kind::attribute)) {
        json::append_name(out, "@" + std::string(name));
        json::append_string(out, view(nodes_[child].text));
    }
    const std::string text = text_of(element);
    if (!text.empty()) {
        json::append_name(out, "#text");
        json::append_string(out, text);
    }
    append_children(out, element, single);
    out += '}';
}

void MarkupTree::append_children(std::string& out,
                                 const Node& element,
                                 const std::vector<std::string_view>& single) const {
    std::string_view array;
    for (const auto& [name, child] : named(element, Kind::element)) {
        const bool alone = std::find(single.begin(), single.end(), name) != single.end();
        if (!array.empty() && array == name) {
            out += ',';
        } else {
            if (!array.empty()) out += ']';
            array = alone ? std::string_view() : name;
            json::append_name(out, name);
            if (!alone) out += '[';
        }
        append(out, nodes_[child], single);
    }
    if (!array.empty()) out += ']';
}

std::string MarkupTree::json(const std::vector<std::string_view>& single) const {
    std::string out = "{";
    json::append_name(out, view(nodes_[0].name));
    append(out, nodes_[0], single);
    return out + '}';
}

std::uint64_t MarkupTree::order() const {
    std::uint64_t hash = 0;
    for (const Node& node : nodes_) {
        if (node.kind == Kind::element) hash = hash_on(hash, view(node.name));
    }
    return hash;
}

}  // namespace crossfade::body
