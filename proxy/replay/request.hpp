// A recorded request as it is sent again: with the mirror's rewrites and marks, an id of its own,
// and what the caller gave in the place of what redaction took.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/http/exchange.hpp"
#include "proxy/mirror/capture.hpp"
#include "proxy/mirror/head_copy.hpp"
#include "proxy/mirror/shadow_request.hpp"
#include "proxy/net/block_pool.hpp"
#include "proxy/observe/random.hpp"
#include "proxy/observe/trace.hpp"
#include "proxy/replay/policy.hpp"
#include "proxy/replay/target.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::replay {

/// From the command line, in the place of fields of that name. An empty value: the field is left
/// out.
struct GivenField {
    std::string name;
    std::string value;
};

/// GET, HEAD and OPTIONS: what asks for nothing but an answer (RFC 9110 section 9.2.1).
[[nodiscard]] bool is_safe(std::string_view method) noexcept;

/// Not movable: the head's views point into it.
class Request {
public:
    Request() = default;
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;

    /// Why it cannot be sent, in words; empty if it can. Once. All that is given must stay alive.
    [[nodiscard]] std::string prepare(const Policy& policy,
                                      const compare::RecordedRequest& recorded,
                                      const Target& target,
                                      const std::vector<GivenField>& given,
                                      net::BlockPool& blocks,
                                      observe::Random& random);

    [[nodiscard]] const http::OutgoingRequest& head() const noexcept { return head_; }
    [[nodiscard]] const std::string& body() const noexcept { return body_; }

private:
    [[nodiscard]] std::string copy(const Policy& policy,
                                   const compare::RecordedRequest& recorded,
                                   net::BlockPool& blocks,
                                   observe::Random& random);
    void put(const std::vector<GivenField>& given);

    std::optional<mirror::RequestCopy> copy_;
    mirror::Capture captured_{0};
    mirror::ShadowRequest shadow_;
    std::string authority_;
    std::string path_;
    std::string body_;
    std::vector<routing::Field> fields_;
    http::OutgoingRequest head_;
};

}  // namespace crossfade::replay
