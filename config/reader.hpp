// Typed access to one node of the configuration. Whatever does not fit becomes a problem with the
// node's place and the words that say what would fit; reading goes on with the default.
#pragma once

#include "config/keys.hpp"
#include "config/node.hpp"
#include "config/problem_log.hpp"
#include "config/values.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::config {

/// Borrows the node and the log; cheap to copy.
class Reader {
public:
    Reader(const RawNode& node, std::string_view label, ProblemLog& log)
        : node_(&node), label_(label), log_(&log) {}

    [[nodiscard]] const RawNode& node() const noexcept { return *node_; }
    /// The key under which the node stands; for the items of a list that of the list.
    [[nodiscard]] std::string_view label() const noexcept { return label_; }
    /// The key of an entry of a mapping with free names.
    [[nodiscard]] const std::string& name() const noexcept { return node_->name; }
    [[nodiscard]] Position position() const { return log_->position(node_->mark); }
    /// Where the key stands, for an entry of a mapping.
    [[nodiscard]] Position name_position() const { return log_->position(node_->name_mark); }

    void problem(std::string message) const;
    void name_problem(std::string message) const;
    /// "bad value '...' for '...'; allowed: ..."
    void bad_value(std::string_view allowed) const;
    /// "'key: value' is not supported yet; allowed: ..."
    void not_supported(std::string_view allowed) const;

    /// Whether this is a mapping. Reports every key that the shape does not know.
    [[nodiscard]] bool is_mapping(const Shape& shape) const;
    [[nodiscard]] bool is_scalar(std::string_view text) const noexcept;
    /// For a node that may be switched off. Anything else is a problem, as in is_mapping().
    enum class Given { off, mapping, neither };
    [[nodiscard]] Given off_or_mapping(const Shape& shape) const;

    /// The value of a key, unless it is missing or already reported; an empty value is a problem.
    [[nodiscard]] std::optional<Reader> find(std::string_view key) const;
    /// The same; a missing key is a problem too. Call it after is_mapping().
    [[nodiscard]] std::optional<Reader> require(std::string_view key, const Shape& shape) const;

    /// The items of a list. A node that is none, or is empty where that is no use, is a problem.
    enum class Empty { allowed, refused };
    [[nodiscard]] std::vector<Reader> items(Empty empty) const;
    /// The entries of a mapping whose keys are free.
    [[nodiscard]] std::vector<Reader> entries() const;

    template <class T>
    [[nodiscard]] std::optional<T> value(const ValueType<T>& type) const {
        if (!expect_scalar(type.allowed)) return std::nullopt;
        auto parsed = type.parse(node_->text);
        if (!parsed) bad_value(type.allowed);
        return parsed;
    }

    /// Sets the target if the key is there and its value good.
    template <class T>
    void read(std::string_view key, T& target, const ValueType<T>& type) const {
        const auto child = find(key);
        if (!child) return;
        if (auto parsed = child->value(type)) target = std::move(*parsed);
    }

    /// A list of scalars, not empty.
    template <class T>
    void read_list(std::string_view key, std::vector<T>& target, const ValueType<T>& type) const {
        const auto list = find(key);
        if (!list) return;
        target.clear();
        for (const Reader& item : list->items(Empty::refused)) {
            if (auto parsed = item.value(type)) target.push_back(std::move(*parsed));
        }
    }

private:
    [[nodiscard]] bool expect_scalar(std::string_view allowed) const;
    void unknown_key(const RawNode& child, const Shape& shape) const;

    const RawNode* node_;
    std::string_view label_;
    ProblemLog* log_;
};

}  // namespace crossfade::config
