// What a routing decision may look at. The proxy fills it once per request; nothing here owns.
#pragma once

#include "routing/field.hpp"

#include <string_view>

namespace crossfade::routing {

struct Request {
    std::string_view method;
    std::string_view host;   // without port and trailing dot; compared case-insensitively
    std::string_view path;   // as received, starts with '/', without the query
    std::string_view query;  // without '?'
    Fields fields;
    std::string_view client_address;  // textual IP address without port
};

}  // namespace crossfade::routing
