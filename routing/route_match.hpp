// What a route matches, as written in the configuration.
#pragma once

#include <string>
#include <vector>

namespace crossfade::routing {

struct PathMatch {
    enum class Kind { exact, prefix, regex };

    Kind kind = Kind::prefix;
    std::string value =
        "/";  // a prefix counts by whole segments: /orders matches /orders/7, not /orders7
};

/// A match on one header field or one query parameter.
struct ValueMatch {
    enum class Kind { exact, regex, present };

    std::string name;
    Kind kind = Kind::exact;
    std::string value;
};

struct RouteMatch {
    std::vector<std::string>
        hosts;  // "api.example.com" or "*.example.com"; none matches every host
    PathMatch path;
    std::vector<std::string> methods;  // none matches every method; case-sensitive (RFC 9110 9.1)
    std::vector<ValueMatch> headers;
    std::vector<ValueMatch> query;
};

}  // namespace crossfade::routing
