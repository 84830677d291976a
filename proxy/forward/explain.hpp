// What would happen to a request, and why, without sending it: the same decisions on the same
// snapshot that the forwarder takes.
#pragma once

#include "config/snapshot.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/forward/live_split.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crossfade::forward {

struct ExplainedRequest {
    std::string method = "GET";
    std::string host;
    std::string target = "/";
    compare::HeaderList headers;
    std::string client_address = "127.0.0.1";
};

struct ExplainedMirror {
    std::string to;       // as written
    std::string backend;  // the shadow; empty if this request is not eligible
    bool sent = false;
    std::string reason;  // why, or why not
    std::string path;    // after the mirror's rewrite
    std::string host;
};

struct Explanation {
    std::string route;  // empty: none matches
    std::string match;  // what of the route matched, in words
    std::string key_source;
    std::string key;
    std::optional<routing::Bucket> bucket;  // nothing: random per request
    std::string backend;
    bool overridden = false;
    std::string reason;
    std::string path;
    std::string host;
    std::string retry;            // how often it may be tried, in words
    std::string fallback;         // the backend that stands in; empty: none for this request
    std::string fallback_reason;  // when, or why there is none
    std::vector<ExplainedMirror> mirrors;
};

/// `splits` gives the weights in force; null: those of the file.
[[nodiscard]] Explanation explain(const config::Snapshot& snapshot,
                                  const LiveSplits* splits,
                                  const ExplainedRequest& request);

/// Takes "https://api.example.com/orders/42?x=1" or "/orders/42" apart.
void set_target(ExplainedRequest& request, const std::string& url);

}  // namespace crossfade::forward
