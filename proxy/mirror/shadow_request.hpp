// The request that a shadow gets: the live one as the client sent it, with the mirror's own
// rewrites and marks. Fails closed where a rewrite that was required did not apply.
#pragma once

#include "proxy/backend/backend_pool.hpp"
#include "proxy/http/exchange.hpp"
#include "proxy/mirror/capture.hpp"
#include "proxy/mirror/head_copy.hpp"
#include "proxy/mirror/plan.hpp"
#include "proxy/observe/random.hpp"
#include "proxy/observe/reason.hpp"
#include "proxy/observe/trace.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::mirror {

/// What goes into the Host field where no rewrite says so: what is configured for the shadow, else
/// what the client asked for, else where the request goes.
struct ShadowHost {
    std::optional<std::string_view> configured;
    std::string_view authority;
};

/// Prepared for one request after the other, in the same memory. Not movable: the head's views
/// point into it.
class ShadowRequest {
public:
    ShadowRequest() = default;
    ShadowRequest(const ShadowRequest&) = delete;
    ShadowRequest& operator=(const ShadowRequest&) = delete;

    /// Nothing if the request may be sent, else why not. All that is given must stay alive. Of the
    /// plan it takes route, configuration and Via.
    [[nodiscard]] std::optional<observe::DropReason> prepare(const MirrorPlan& plan,
                                                             const ShadowHost& shadow,
                                                             const RequestCopy& request,
                                                             const Capture& body,
                                                             observe::Random& random);
    /// To a backend in force.
    [[nodiscard]] std::optional<observe::DropReason> prepare(const MirrorPlan& plan,
                                                             const backend::BackendPool& shadow,
                                                             const RequestCopy& request,
                                                             const Capture& body,
                                                             observe::Random& random);

    /// The same for a request that goes to its live backend once more: rewritten as the route says,
    /// marked as a mirror's.
    void prepare_again(const MirrorPlan& plan,
                       const backend::BackendPool& live,
                       const RequestCopy& request,
                       const Capture& body,
                       observe::Random& random);

    [[nodiscard]] const http::OutgoingRequest& head() const noexcept { return head_; }
    /// The body to send instead of the captured one, if a rewrite changed it.
    [[nodiscard]] const std::optional<std::string>& body() const noexcept { return body_; }

private:
    void add_fields(const MirrorPlan& plan,
                    const routing::Rewrite& rewrite,
                    const RequestCopy& request,
                    observe::Random& random);
    void set_head(const MirrorPlan& plan,
                  const routing::Rewrite& rewrite,
                  const ShadowHost& host,
                  const RequestCopy& request,
                  const Capture& body);
    void rewrite_body(const config::MirrorRewrite& rewrite, const Capture& body);
    [[nodiscard]] bool required(const config::MirrorRewrite& rewrite) const;
    void add_trace(const http::FieldList& received, observe::Random& random);

    http::OutgoingRequest head_;
    http::FieldList fields_;
    std::string path_;
    std::string via_;
    std::string max_forwards_;
    observe::TraceParentText trace_{};
    std::optional<std::string> body_;
    std::vector<std::string_view> replaced_;  // JSON Pointers of the configuration that applied
};

}  // namespace crossfade::mirror
