// What counts as a failure of a backend, and of whom.
#include "proxy/backend/conditions.hpp"

#include <gtest/gtest.h>

namespace crossfade::backend {
namespace {

using http::Failure;

TEST(Conditions, take_what_never_reached_the_endpoint_for_unreachable) {
    for (const auto failure : {Failure::no_endpoint,
                               Failure::name_not_resolved,
                               Failure::connection_refused,
                               Failure::connection_timeout,
                               Failure::tls_certificate_error}) {
        EXPECT_TRUE(unreachable(failure, false));
    }
    EXPECT_TRUE(unreachable(Failure::connection_terminated, false));
    EXPECT_FALSE(unreachable(Failure::connection_terminated, true)) << "it had begun to answer";
    EXPECT_FALSE(unreachable(Failure::response_timeout, false));
    EXPECT_FALSE(unreachable(Failure::overload, false));
}

TEST(Conditions, do_not_blame_the_backend_for_the_client_and_our_own_limits) {
    config::FailureConditions all{true, {500, 502, 503, 504, 499, 408}};
    for (const auto failure :
         {Failure::client_disconnected, Failure::overload, Failure::request_body_too_large}) {
        EXPECT_FALSE(backends_fault(failure));
        EXPECT_FALSE(meets(all, failure, 0, false));
    }
}

TEST(Conditions, take_a_failure_for_the_status_that_it_stands_for) {
    const config::FailureConditions timeouts{false, {504}};
    EXPECT_TRUE(meets(timeouts, Failure::response_timeout, 0, false));
    EXPECT_FALSE(meets(timeouts, Failure::connection_refused, 0, false));
    EXPECT_TRUE(meets(timeouts, Failure::none, 504, true));
    EXPECT_FALSE(meets(timeouts, Failure::none, 200, true));
    EXPECT_FALSE(meets({true, {}}, Failure::response_timeout, 0, false));
    EXPECT_TRUE(meets({true, {}}, Failure::connection_refused, 0, false));
}

}  // namespace
}  // namespace crossfade::backend
