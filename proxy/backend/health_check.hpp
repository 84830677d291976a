// One active check of one endpoint: GET a path over a fresh connection.
#pragma once

#include "config/config.hpp"
#include "proxy/backend/endpoint_pool.hpp"
#include "proxy/tls/client_context.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>

namespace crossfade::backend {

/// Whom to check, and how.
struct HealthTarget {
    asio::ip::tcp::endpoint address;
    std::string name;                                 // the endpoint's host as configured, for TLS
    std::string host;                                 // the Host field
    std::shared_ptr<const tls::ClientContext> tls{};  // null: plain
    config::HealthCheck check;

    /// Not so the TLS context, which each reload may make anew.
    [[nodiscard]] bool asks_the_same_as(const HealthTarget& other) const {
        return address == other.address && name == other.name && host == other.host &&
               check == other.check;
    }
};

/// The Host field of checks: that of the check, else that of the backend, else "host:port" of the
/// endpoint (RFC 9110 section 7.2).
[[nodiscard]] std::string health_host(const config::Backend& backend,
                                      const config::Endpoint& endpoint);

struct HealthResult {
    enum class Verdict {
        passed,  // a status of 200 to 399 came in time
        failed,
        unknown,  // the fault is ours: no descriptor was left
    };

    Verdict verdict = Verdict::failed;
    std::string why;  // unless passed: "status 500", or as the access log calls the failure
};

/// A check under way, for who may have to end it: the coroutine waits in its own connection, so
/// that the end of the loop alone would not end it.
class HealthCheckUnderWay {
public:
    HealthCheckUnderWay() = default;
    HealthCheckUnderWay(const HealthCheckUnderWay&) = delete;
    HealthCheckUnderWay& operator=(const HealthCheckUnderWay&) = delete;

    /// The check fails right now, unless it is connecting.
    void abort();

private:
    friend class ConnectionUnderWay;

    h1::ClientConnection* connection_ = nullptr;
};

/// Takes the check's timeout at most for the result, and that again to read what follows the head,
/// so that the endpoint does not see its answer cut. On the loop's thread.
[[nodiscard]] Awaitable<HealthResult> check_health(const Loop& loop,
                                                   const HealthTarget& target,
                                                   HealthCheckUnderWay& under_way);

}  // namespace crossfade::backend
