// See merge.hpp.
#include "config/merge.hpp"

#include "config/text.hpp"

#include <iterator>
#include <utility>

namespace crossfade::config {
namespace {

RawNode* find(RawNode& node, const std::string& key) {
    for (RawNode& item : node.items) {
        if (item.name == key) return &item;
    }
    return nullptr;
}

void append(RawNode& list, RawNode more) {
    list.items.insert(list.items.end(),
                      std::make_move_iterator(more.items.begin()),
                      std::make_move_iterator(more.items.end()));
}

void merge_entries(RawNode& mapping, RawNode more, ProblemLog& log) {
    for (RawNode& entry : more.items) {
        if (const RawNode* first = find(mapping, entry.name)) {
            log.add(entry.name_mark,
                    "duplicate backend " + in_quotes(entry.name) + "; it already stands at " +
                        log.place(first->name_mark));
        } else {
            mapping.items.push_back(std::move(entry));
        }
    }
}

void merge_key(RawNode& root, RawNode child, ProblemLog& log) {
    RawNode* first = find(root, child.name);
    if (first == nullptr) {
        root.items.push_back(std::move(child));
        return;
    }
    const bool is_list = child.name == "listeners" || child.name == "routes";
    const auto both = [&](RawNode::Kind kind) { return first->kind == kind && child.kind == kind; };
    if (is_list && both(RawNode::Kind::sequence)) {
        append(*first, std::move(child));
    } else if (child.name == "backends" && both(RawNode::Kind::mapping)) {
        merge_entries(*first, std::move(child), log);
    } else {
        log.add(child.name_mark,
                in_quotes(child.name) + " already stands at " + log.place(first->name_mark) +
                    "; only lists of listeners and routes and mappings of backends may be spread "
                    "over several files");
    }
}

}  // namespace

void merge(RawNode& root, RawNode file, ProblemLog& log) {
    if (file.kind == RawNode::Kind::null) return;  // nothing but comments
    if (file.kind != RawNode::Kind::mapping) {
        log.add(file.mark, "expected a mapping with keys such as listeners, backends and routes");
        return;
    }
    if (root.kind == RawNode::Kind::null) {
        root = std::move(file);
        return;
    }
    for (RawNode& child : file.items) merge_key(root, std::move(child), log);
}

}  // namespace crossfade::config
