// Heads that outlive the connection they came on: the texts in one piece, the views into it. Each
// can be used again for another head, with the memory that it has.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/http/forwarded.hpp"
#include "proxy/http/head.hpp"
#include "proxy/mirror/head_text.hpp"

#include <string>
#include <vector>

namespace crossfade::mirror {

/// Not movable: its views point into itself.
class RequestCopy {
public:
    RequestCopy() = default;
    RequestCopy(const http::RequestHead& head,
                std::string_view request_id,
                const http::ForwardedFields& forwarded,
                std::string_view user = {}) {
        assign(head, request_id, forwarded, user);
    }
    RequestCopy(const RequestCopy&) = delete;
    RequestCopy& operator=(const RequestCopy&) = delete;

    void assign(const http::RequestHead& head,
                std::string_view request_id,
                const http::ForwardedFields& forwarded,
                std::string_view user);
    /// Nobody reads it any more; memory out of the ordinary is given back.
    void shrink() noexcept;

    [[nodiscard]] const http::RequestHead& head() const noexcept { return head_; }
    [[nodiscard]] std::string_view request_id() const noexcept { return request_id_; }
    /// What the request was split and sampled by; shortened by compare::user_of().
    [[nodiscard]] std::string_view user() const noexcept { return user_; }
    [[nodiscard]] std::size_t memory() const noexcept { return texts_.capacity(); }
    /// What the backends are told about where the request came from.
    [[nodiscard]] const http::ForwardedFields& forwarded() const noexcept { return forwarded_; }

private:
    HeadText texts_;
    http::RequestHead head_;
    std::string_view request_id_;
    std::string_view user_;
    http::ForwardedFields forwarded_;
};

/// A response head as received, and the trailer fields behind its body.
class ResponseCopy {
public:
    ResponseCopy() = default;
    ResponseCopy(const ResponseCopy&) = delete;
    ResponseCopy& operator=(const ResponseCopy&) = delete;

    void assign(const http::ResponseHead& head);
    /// Of a head that nobody will look at.
    void assign_status(int status) noexcept;
    /// No head at all; memory out of the ordinary is given back.
    void clear() noexcept;
    /// Those that may be trailers at all; once, behind assign().
    void add_trailers(const http::FieldList& trailers);

    /// The same status and the same fields, byte for byte and in the same order.
    [[nodiscard]] bool operator==(const ResponseCopy& other) const noexcept {
        return status_ == other.status_ && header_lines_ == other.header_lines_ &&
               text_ == other.text_ && lines_ == other.lines_;
    }
    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] std::size_t memory() const noexcept {
        return text_.capacity() + lines_.capacity() * sizeof(Line);
    }
    [[nodiscard]] compare::HeaderList headers() const;
    [[nodiscard]] compare::HeaderList trailers() const;
    /// The value of the first header field of that name; empty if there is none. Valid until the
    /// next call that changes it.
    [[nodiscard]] std::string_view find(std::string_view name) const noexcept;

private:
    static constexpr std::size_t usual_memory = 4'096;

    struct Line {
        std::uint32_t name_at = 0;
        std::uint32_t value_at = 0;
        std::uint32_t end = 0;

        bool operator==(const Line&) const = default;
    };

    void add(const http::FieldList& fields);
    [[nodiscard]] compare::HeaderList list(std::size_t from, std::size_t to) const;

    int status_ = 0;
    std::string text_;
    std::vector<Line> lines_;
    std::size_t header_lines_ = 0;  // of lines_; the others are trailers
};

}  // namespace crossfade::mirror
