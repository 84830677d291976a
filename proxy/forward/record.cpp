// Copies what the log needs out of the exchange, before the exchange forgets it.
#include "proxy/forward/record.hpp"

namespace crossfade::forward {

void fill(observe::AccessRecord& record,
          const Forwarding& forwarding,
          net::Clock::duration elapsed) {
    const auto& request = forwarding.exchange->request();
    record.time = std::chrono::system_clock::now() - elapsed;
    record.method = request.method;
    record.target = request.path;
    if (request.has_query) {
        record.target.append("?");
        record.target.append(request.query);
    }
    record.host = forwarding.facts.host;
    record.client_address = forwarding.facts.client_address;
    const auto peer = forwarding.exchange->peer().socket_address;
    if (peer != forwarding.facts.client_address) record.peer_address = peer;
    record.request_id = forwarding.request_id;
    record.listener = forwarding.exchange->listener();
    record.protocol = request.minor_version == 0 ? "HTTP/1.0" : "HTTP/1.1";
    record.status = forwarding.status;
    record.bytes_in = forwarding.bytes_in;
    record.bytes_out = forwarding.bytes_out;
    record.duration = elapsed;
    record.generation = forwarding.plan->snapshot->generation;
    record.client_left = forwarding.failure == http::Failure::client_disconnected;
    if (forwarding.failure != http::Failure::none) {
        record.reason = http::entry_of(forwarding.failure).reason;
        const bool nothing_sent = record.client_left && !forwarding.exchange->responded();
        if (nothing_sent) record.status = http::entry_of(forwarding.failure).status;
    }
    if (!forwarding.route) return;
    record.route = forwarding.route->config->name;
    record.backend = forwarding.backend->config().name;
    record.endpoint = forwarding.endpoint;
    record.attempts = static_cast<std::uint16_t>(forwarding.attempts.made);
    if (forwarding.attempts.fallen_back) {
        const auto chosen = forwarding.decision.backend;
        record.fallback_from = forwarding.route->config->split[chosen].backend;
    }
    if (forwarding.first_byte != net::Clock::time_point()) {
        record.backend_first_byte = forwarding.first_byte - forwarding.started;
    }
    record.key_source = forwarding.decision.key_source;
    record.bucket = forwarding.decision.bucket;
    record.overridden = forwarding.decision.overridden;
    if (forwarding.tee) {
        record.mirrors = static_cast<std::uint16_t>(forwarding.tee->copy_count());
    }
}

}  // namespace crossfade::forward
