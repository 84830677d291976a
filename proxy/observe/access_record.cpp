// Clearing of a record for its next request.
#include "proxy/observe/access_record.hpp"

namespace crossfade::observe {

void AccessRecord::reset() noexcept {
    time = {};
    method.clear();
    target.clear();
    host.clear();
    client_address.clear();
    peer_address.clear();
    request_id.clear();
    listener.clear();
    route.clear();
    backend.clear();
    endpoint.clear();
    fallback_from.clear();
    protocol = reason = key_source = {};
    status = 0;
    bytes_in = bytes_out = generation = 0;
    duration = std::chrono::nanoseconds{0};
    backend_connect = backend_first_byte = not_reached;
    bucket = 0;
    mirrors = 0;
    attempts = 0;
    overridden = client_left = false;
}

}  // namespace crossfade::observe
