// See json_names.hpp.
#include "proxy/compare/json_names.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

namespace crossfade::compare {
namespace {

using Node = JsonDocument::Node;

constexpr std::size_t longest_name = 100;  // bytes
constexpr std::size_t shortest_hex = 8;
constexpr std::size_t fewest_members = 3;  // that say something about all

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_hex(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// What the values have in common that are of one kind: the type, and the names below it.
std::uint64_t shape_of(const JsonDocument& document, Node node) {
    auto shape = static_cast<std::uint64_t>(document.type(node));
    if (document.type(node) != JsonType::object) return shape;
    for (Node child = node + 1; child < document.after(node); child = document.after(child)) {
        shape += std::hash<std::string_view>()(document.name(child)) | 1U;
    }
    return shape;
}

/// Nine of ten are of one shape.
bool are_alike(const JsonDocument& document, Node object) {
    std::vector<std::uint64_t> shapes;
    shapes.reserve(document.count(object));
    for (Node child = object + 1; child < document.after(object); child = document.after(child)) {
        shapes.push_back(shape_of(document, child));
    }
    std::sort(shapes.begin(), shapes.end());
    std::size_t most = 0;
    for (auto first = shapes.begin(); first != shapes.end();) {
        const auto next = std::upper_bound(first, shapes.end(), *first);
        most = std::max(most, static_cast<std::size_t>(next - first));
        first = next;
    }
    return most * 10 >= shapes.size() * 9;
}

bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }

/// Most names are known to be none by their first letters.
bool is_identifier(std::string_view name) noexcept {
    std::size_t digits = 0;
    std::size_t marks = 0;
    for (const char c : name) {
        if (is_digit(c)) {
            ++digits;
        } else if (c == '-' || c == ':') {
            ++marks;
        } else if (!is_hex(c)) {
            return false;
        }
    }
    if (digits == 0 || !is_hex(name.front()) || !is_hex(name.back())) return false;
    if (digits + marks == name.size()) return true;  // a number, a date, a time
    return name.size() - marks >= shortest_hex;
}

}  // namespace

bool is_data_name(std::string_view name) noexcept {
    if (name.size() > longest_name) return true;
    return is_identifier(name) || std::any_of(name.begin(), name.end(), is_control);
}

bool names_are_data(const JsonDocument& document, Node object) {
    const std::size_t count = document.count(object);
    if (count < fewest_members) return false;
    std::size_t data = 0;
    for (Node child = object + 1; child < document.after(object); child = document.after(child)) {
        if (is_identifier(document.name(child))) ++data;
    }
    if (data * 2 > count) return true;
    return count > members_of_a_map && are_alike(document, object);
}

}  // namespace crossfade::compare
