// What the operator wrote, typed: plain structs, one per node of the file, each with the default
// that reference.md documents. Every field here has passed the checks of load.cpp and validate.cpp
// once it is part of a snapshot.
#pragma once

#include "routing/address.hpp"
#include "routing/hash.hpp"
#include "routing/key.hpp"
#include "routing/rewrite.hpp"
#include "routing/route_match.hpp"
#include "routing/share.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::config {

using Milliseconds = std::chrono::milliseconds;

/// Where a node stood in the file; for messages that need more than the file to be found wrong.
struct Position {
    std::string file;
    int line = 0;    // from 1
    int column = 0;  // from 1
};

struct ListenerLimits {
    std::size_t request_head = 61'440;    // bytes of request line and fields; over it 431 (414)
    std::size_t headers = 100;            // field lines; over it 431
    Milliseconds header_timeout{10'000};  // from the first byte of a head to its last; over it 408
    Milliseconds idle_timeout{75'000};    // between requests, and between two reads of a body
    std::size_t connections = 20'000;     // per listener, all loops together
    std::size_t connections_per_address = 20'000;          // of one client, all loops together
    std::uint64_t request_body = std::uint64_t{1} << 30U;  // bytes; over it 413
    std::uint64_t body_rate = 100;    // bytes per second that a client has to send, or take; 0: any
    Milliseconds body_grace{20'000};  // that a client may be waited for in all before that counts
};

enum class TlsVersion { tls12, tls13 };

/// Files in PEM, but the OCSP response, which is DER. The certificate's file holds its chain too.
struct Certificate {
    std::string certificate;
    std::string private_key;
    std::string ocsp_response;  // empty: nothing is stapled

    bool operator==(const Certificate&) const = default;
};

enum class ClientCertificate { none, optional, required };

struct ListenerTls {
    std::vector<Certificate> certificates;  // chosen by server name; the first one is the default
    TlsVersion min_version = TlsVersion::tls12;
    std::vector<std::string> alpn{"http/1.1"};
    ClientCertificate client_certificate = ClientCertificate::none;
    std::string client_ca;   // a file; whom client certificates come from
    std::string client_crl;  // a file; those that are revoked. Empty: nobody asks
    Milliseconds ticket_rotation{12 * 3'600 * 1'000};  // of the keys that seal session tickets

    bool operator==(const ListenerTls&) const = default;
};

enum class ProxyProtocol { off, accept, require };

struct Listener {
    std::string name;
    std::string host;  // an IP address
    std::uint16_t port = 0;
    std::optional<ListenerTls> tls;
    std::vector<routing::Network> trusted_proxies;  // believed about whom they forward for
    ProxyProtocol proxy_protocol = ProxyProtocol::off;
    ListenerLimits limits;
    Position position;
};

struct Admin {
    std::string host = "127.0.0.1";
    std::uint16_t port = 9900;
    std::string token;               // empty: none asked for
    std::vector<std::string> hosts;  // names that it may be called by, besides localhost
    Position position;
};

struct AccessLog {
    std::string path = "stdout";  // "stdout", "stderr" or a file
};

struct Endpoint {
    std::string host;  // a name or an IP address
    std::uint16_t port = 0;

    bool operator==(const Endpoint&) const = default;
};

struct BackendTimeouts {
    Milliseconds connect{1'000};
    Milliseconds response{30'000};  // from the end of the request to the response head
    Milliseconds idle{60'000};      // of a pooled connection, and between two reads of a body
    Milliseconds pending{1'000};    // that a request waits for its turn when a limit is reached

    bool operator==(const BackendTimeouts&) const = default;
};

struct BackendTls {
    std::string ca = "/etc/ssl/certs/ca-certificates.crt";  // a file
    std::string server_name;                                // empty: the endpoint's host
    std::string certificate;                                // of this client; empty: none
    std::string private_key;
    TlsVersion min_version = TlsVersion::tls12;
    bool verify = true;

    bool operator==(const BackendTls&) const = default;
};

enum class Balance { round_robin, least_requests, hash };

/// Active checks: GET `path` on every endpoint. 2xx and 3xx pass.
struct HealthCheck {
    std::string path;
    std::optional<std::string> host;  // the Host field; nothing: the backend's, else the endpoint's
    Milliseconds interval{5'000};
    Milliseconds timeout{1'000};
    std::size_t healthy = 2;    // checks in a row that must pass to come back
    std::size_t unhealthy = 3;  // checks in a row that must fail to be left out

    bool operator==(const HealthCheck&) const = default;
};

/// What counts as a failure of a backend: by the status that the client would get for it (502, 503
/// and 504 take in what the proxy says by itself), or that no byte of a response came at all.
struct FailureConditions {
    bool unreachable = true;
    std::vector<int> statuses;  // 400 to 599

    bool operator==(const FailureConditions&) const = default;
};

/// An endpoint that keeps failing real requests is left alone for a while.
struct Outlier {
    std::size_t consecutive = 5;    // failures in a row
    Milliseconds ejection{30'000};  // times the number of times in a row, up to max_ejection
    Milliseconds max_ejection{300'000};
    /// Of the endpoints at once, rounded down.
    routing::Share max_ejected{routing::Share::whole / 2};
    FailureConditions on{true, {502, 503, 504}};

    bool operator==(const Outlier&) const = default;
};

/// Of live requests, and apart from them of mirrored ones; all loops together.
struct BackendLimits {
    std::size_t connections = 1'024;  // open at once, idle ones too
    std::size_t requests = 1'024;     // in flight at once
    std::size_t pending = 1'024;      // waiting for one of the two; over it 503

    bool operator==(const BackendLimits&) const = default;
};

struct Backend {
    std::string name;
    std::vector<Endpoint> endpoints;
    Balance balance = Balance::round_robin;
    std::optional<HealthCheck> health;          // nothing: not checked
    std::optional<Outlier> outlier{Outlier{}};  // nothing: never ejected
    /// With fewer of its endpoints available than this all of them are used (panic mode).
    routing::Share panic_threshold{routing::Share::whole / 2};
    Milliseconds slow_start{0};  // from coming back to a full share; 0: none
    BackendLimits limits;
    std::optional<BackendTls> tls;
    std::optional<std::string> host;  // the Host field sent; nothing: keep the client's
    BackendTimeouts timeouts;
    std::size_t idle_connections = 256;  // kept per endpoint and loop
    std::size_t max_requests = 0;        // that a connection serves; 0: any number
    Milliseconds max_age{0};             // of a connection; 0: any
    Position position;
};

struct SplitEntry {
    std::string backend;
    std::uint64_t weight = 0;  // relative to the sum; parts per million where shares were written
};

struct Override {
    std::string header;                  // its value names a backend of the route's split
    std::vector<routing::Network> from;  // empty: from anywhere
};

struct MirrorRewrite : routing::Rewrite {
    std::vector<routing::FieldValue> json;  // JSON Pointer (RFC 6901) -> JSON text to put there
    std::vector<std::string> require;       // fields and JSON Pointers that must have been set
};

struct MirrorLimits {
    std::size_t in_flight = 64;  // all loops together
    double rate = 0;             // mirrored requests per second, all loops; 0: no limit
    std::size_t request_body = std::size_t{1} << 20U;
    std::size_t response_body = std::size_t{1} << 20U;
    Milliseconds timeout{10'000};  // from the decision to the end of the shadow's response
    std::size_t memory = std::size_t{64} << 20U;  // bytes held by all pairs of this mirror at once
};

/// A mirror whose shadow only times out stops for a while, then tries one request at a time.
struct MirrorBreaker {
    std::size_t timeouts = 20;  // in a row, without any answer between them
    Milliseconds pause{5'000};  // between two tries
};

struct CompareRule {
    enum class As {
        ignore,
        ordered,
        set,
        multiset,
        keyed,
        number,
        timestamp,
        alias,       // the same live value always goes with the same shadow value
        same_class,  // `class`: two values of one format are the same
        optional,    // null, missing and empty are the same
        text,        // case and white space do not count
        url,         // host map applied, query as a set
        json         // a string that holds JSON is compared as that
    };

    std::string path;  // "$.items[*].price"
    As as = As::ignore;
    std::string by;                  // keyed: the member that identifies an element
    double tolerance = 0;            // number: absolute
    Milliseconds time_tolerance{0};  // timestamp
    std::string reason;
    std::string owner;
    std::string expires;  // "2027-03-01": no longer applies from that day on (UTC); empty: never
    Position position;
};

/// A host in URLs of live responses and what takes its place in those of the shadow.
struct HostPair {
    std::string live;
    std::string shadow;
};

/// Which share of matches an endpoint must reach.
struct MatchTarget {
    std::string method;  // empty: any
    std::string path;    // a template as the report names it, "/orders/{id}"
    double share = 0.999;
};

struct Compare {
    bool on = true;
    bool built_in = true;  // knowledge of formats, volatile headers and identifiers
    bool status_class_only = false;
    double target = 0.999;  // share of matches at which an endpoint is ready
    std::vector<MatchTarget> targets;
    std::vector<HostPair> hosts;
    std::vector<std::string> ignored_headers;      // in addition to the built-in list
    std::vector<std::string> list_valued_headers;  // in addition to the built-in list
    std::vector<CompareRule> rules;
    std::vector<std::string> redact;  // paths as in rules, or "header.<name>"
};

/// Requests with safe methods that are sent again, to tell noise and races from faults. Each goes
/// once more to the live backend and once more to the shadow, on connections of the mirror.
struct MirrorProbes {
    double rate = 1;      // repeated requests per second, all loops
    double rechecks = 1;  // mismatches per second that are looked at again
    Milliseconds recheck_after{300};
};

struct Mirror {
    std::string to;            // a backend's name, or "other"
    bool control = false;      // `role: control`: its differences from live are noise
    std::string build_header;  // a response field of the shadow that names its build; "": none
    std::optional<MirrorProbes> probes;
    std::vector<std::string> live;  // only what these served; empty: all but the mirror's own
    routing::Share sample{routing::Share::whole};
    std::vector<std::string> methods{"GET", "HEAD", "OPTIONS"};
    MirrorRewrite rewrite;
    MirrorLimits limits;
    std::optional<MirrorBreaker> breaker{MirrorBreaker{}};  // nothing: off
    Compare compare;
    Position position;
};

/// Another backend that answers in place of the one that was chosen, before the first byte of a
/// response went out.
struct Fallback {
    std::string to;
    FailureConditions on{true, {502, 503, 504}};
    std::vector<std::string> methods{"GET", "HEAD", "OPTIONS"};
};

/// Attempts at one backend. After bytes of a request were sent only idempotent methods are tried
/// again (RFC 9110 section 9.2.2).
struct Retry {
    std::size_t attempts = 3;  // in all, the first one included
    FailureConditions on{true, {504}};
    routing::Share budget{routing::Share::whole / 5};  // retries to requests
};

struct Route {
    std::string name;
    routing::RouteMatch match;
    std::vector<routing::KeySource> key{{routing::KeySource::Kind::client_address, {}}};
    std::vector<SplitEntry> split;
    std::optional<Override> override_;
    std::optional<Fallback> fallback;  // only for requests that the split sent elsewhere
    Retry retry;
    routing::Rewrite rewrite;
    Milliseconds timeout{0};  // whole exchange, to the response's last byte; 0: none
    std::vector<Mirror> mirrors;
    Position position;
};

struct Reports {
    std::string directory;
    std::chrono::hours retention_age{30 * 24};
    std::uint64_t retention_size = std::uint64_t{2} << 30U;
    std::uint64_t log_size = std::uint64_t{64} << 20U;  // mismatches.jsonl is rotated at this size
    std::size_t log_files = 8;                          // rotated files kept
    std::size_t queue = 1'024;                          // pairs waiting to be written
    std::vector<std::string>
        endpoints;  // "GET /users/{id}" or "/users/{id}": templates that are known
    std::size_t max_endpoints = 2'000;  // told apart; what is over it is one
};

/// The threads that compare; see DESIGN "Comparison".
struct Comparison {
    std::size_t threads = 1;
    std::size_t queue = 1'024;  // pairs waiting to be compared; over it not_compared(queue)
};

/// How names of endpoints are resolved.
struct Resolver {
    std::vector<Endpoint> servers;  // addresses; empty: those of /etc/resolv.conf
    Milliseconds timeout{2'000};    // of one try
    std::size_t attempts = 2;       // per server

    bool operator==(const Resolver&) const = default;
};

struct Config {
    std::string salt{routing::default_salt};
    std::string pseudonym = "crossfade";  // of this proxy in Via; two in a row need two names
    std::size_t workers = 0;              // event loops; 0: one per CPU that the process may use
    Milliseconds drain_timeout{30'000};
    Resolver resolver;
    std::vector<Listener> listeners;
    std::optional<Admin> admin;
    std::optional<AccessLog> access_log;
    std::vector<Backend> backends;
    std::vector<Route> routes;
    std::optional<Reports> reports;
    Comparison comparison;
};

}  // namespace crossfade::config
