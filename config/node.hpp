// What stands in the files, untyped: scalars, lists and mappings, each with its place. This is what
// the YAML parser hands to the typed loaders, so that none of them knows the YAML library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::config {

/// A place in one of the files; ProblemLog knows their names.
struct Mark {
    std::uint32_t file = 0;
    int line = 0;    // from 1
    int column = 0;  // from 1, in bytes
};

struct RawNode {
    enum class Kind { null, scalar, sequence, mapping };

    Kind kind = Kind::null;
    Mark mark;  // of the value; of the key if there is no value
    bool quoted = false;
    bool expanded = false;  // ${...} was replaced: the text may be a secret
    bool broken = false;    // already reported; nothing more is said about it
    std::string text;       // of a scalar
    std::string written;    // the scalar before expansion; empty unless expanded
    std::string name;       // the key, if this is the value of a mapping
    Mark name_mark;
    std::vector<RawNode> items;  // of a sequence or mapping, in file order

    [[nodiscard]] const RawNode* find(std::string_view key) const noexcept;
};

/// The child, or the node itself if there is none: the nearest place that can be shown.
[[nodiscard]] const RawNode& nearest(const RawNode& node, std::string_view key) noexcept;
[[nodiscard]] const RawNode& nearest(const RawNode& node, std::size_t index) noexcept;

}  // namespace crossfade::config
