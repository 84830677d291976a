// Heads that outlive the connection they came on: the texts in one string, the views into it.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/http/forwarded.hpp"
#include "proxy/http/head.hpp"

#include <string>
#include <vector>

namespace crossfade::mirror {

/// Not movable: its views point into itself.
class RequestCopy {
public:
    RequestCopy(const http::RequestHead& head,
                std::string_view request_id,
                const http::ForwardedFields& forwarded,
                std::string_view user = {});
    RequestCopy(const RequestCopy&) = delete;
    RequestCopy& operator=(const RequestCopy&) = delete;

    [[nodiscard]] const http::RequestHead& head() const noexcept { return head_; }
    [[nodiscard]] std::string_view request_id() const noexcept { return request_id_; }
    /// What the request was split and sampled by; shortened by compare::user_of().
    [[nodiscard]] std::string_view user() const noexcept { return user_; }
    [[nodiscard]] std::size_t memory() const noexcept { return text_.capacity(); }
    /// What the backends are told about where the request came from.
    [[nodiscard]] const http::ForwardedFields& forwarded() const noexcept { return forwarded_; }

private:
    std::string text_;
    http::RequestHead head_;
    std::string_view request_id_;
    std::string_view user_;
    http::ForwardedFields forwarded_;
};

/// A response head as received.
class ResponseCopy {
public:
    ResponseCopy() = default;
    ResponseCopy(const ResponseCopy&) = delete;
    ResponseCopy& operator=(const ResponseCopy&) = delete;

    void assign(const http::ResponseHead& head);

    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] std::size_t memory() const noexcept {
        return text_.capacity() + lines_.capacity() * sizeof(Line);
    }
    [[nodiscard]] compare::HeaderList headers() const;
    /// The value of the first field of that name; empty if there is none. Valid until assign().
    [[nodiscard]] std::string_view find(std::string_view name) const noexcept;

private:
    struct Line {
        std::uint32_t name_at = 0;
        std::uint32_t value_at = 0;
        std::uint32_t end = 0;
    };

    int status_ = 0;
    std::string text_;
    std::vector<Line> lines_;
};

}  // namespace crossfade::mirror
