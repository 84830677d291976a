// Message heads as views: the fields in order, each with the number of its name, and what framing
// said about the body. A head borrows from the block that it was received in.
#pragma once

#include "proxy/http/field_name.hpp"
#include "proxy/result.hpp"
#include "routing/field.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace crossfade::http {

/// Fields in the order of the message (RFC 9110 section 5.3). Clearing keeps the memory.
class FieldList {
public:
    void clear() noexcept {
        fields_.clear();
        names_.clear();
        present_ = repeated_ = 0;
    }
    /// Clears, and gives back the memory of a message that was out of the ordinary.
    void shrink() noexcept {
        if (fields_.capacity() > usual_size) *this = FieldList();
        clear();
    }
    /// Room for an ordinary message, instead of a little more with each field.
    void expect_usual() {
        fields_.reserve(ordinary_size);
        names_.reserve(ordinary_size);
    }
    void add(FieldName id, std::string_view name, std::string_view value) {
        fields_.push_back({name, value});
        names_.push_back(id);
        note(id);
    }
    void add(std::string_view name, std::string_view value) {
        add(field_name_of(name), name, value);
    }
    /// Removes all fields of that name, and those that a backend may take for it.
    void remove(std::string_view name);

    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
    [[nodiscard]] FieldName id(std::size_t index) const noexcept { return names_[index]; }
    [[nodiscard]] const routing::Field& operator[](std::size_t index) const noexcept {
        return fields_[index];
    }
    [[nodiscard]] routing::Fields view() const noexcept { return fields_; }

    /// The value of the first field with that id.
    [[nodiscard]] std::optional<std::string_view> find(FieldName id) const noexcept;
    [[nodiscard]] bool has(FieldName id) const noexcept { return (present_ & bit(id)) != 0; }
    /// True if there is more than one field with that id.
    [[nodiscard]] bool repeats(FieldName id) const noexcept { return (repeated_ & bit(id)) != 0; }

private:
    static constexpr std::size_t ordinary_size = 16;
    static constexpr std::size_t usual_size = 32;

    [[nodiscard]] static constexpr std::uint32_t bit(FieldName id) noexcept {
        return std::uint32_t{1} << static_cast<unsigned>(id);
    }
    void note(FieldName id) noexcept {
        repeated_ |= present_ & bit(id);
        present_ |= bit(id);
    }

    std::vector<routing::Field> fields_;
    std::vector<FieldName> names_;
    // Most questions are about fields that a message does not have, or not twice.
    std::uint32_t present_ = 0;
    std::uint32_t repeated_ = 0;
};

/// How a body is delimited (RFC 9112 section 6).
struct Framing {
    enum class Kind : std::uint8_t { none, length, chunked, until_close };

    Kind kind = Kind::none;
    std::uint64_t length = 0;  // of kind length

    [[nodiscard]] bool has_body() const noexcept {
        return kind != Kind::none && !(kind == Kind::length && length == 0);
    }
};

struct RequestHead {
    std::string_view method{};
    std::string_view target{};     // as received
    std::string_view authority{};  // of an absolute-form target, else the Host field; may be empty
    std::string_view path{};       // as received, without the query; "*" for OPTIONS *
    std::string_view query{};      // without '?'
    bool has_query = false;        // "/a?" has an empty one
    int minor_version = 1;         // HTTP/1.x
    bool secure = false;           // came over TLS (RFC 9110 section 4.2.2)
    bool keep_alive = true;
    bool expects_continue = false;
    bool wants_upgrade = false;  // Upgrade and Connection: upgrade
    Framing framing{};
    FieldList fields{};
};

struct ResponseHead {
    int status = 0;
    std::string_view reason{};
    int minor_version = 1;
    bool keep_alive = true;
    Framing framing{};
    FieldList fields{};

    [[nodiscard]] bool interim() const noexcept { return status >= 100 && status < 200; }
};

/// True if a comma-separated list field value names the token, ignoring case (RFC 9110 5.6.1).
[[nodiscard]] bool lists_token(std::string_view list, std::string_view token) noexcept;

/// True if any Connection field lists the token.
[[nodiscard]] bool connection_lists(const FieldList& fields, std::string_view token) noexcept;

}  // namespace crossfade::http
