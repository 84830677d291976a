// What of a pair is counted, wherever that is kept: of most pairs nothing else is ever needed, and
// nobody has to copy them.
#pragma once

#include "proxy/compare/pair.hpp"

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::store {

/// Borrows all of it.
struct PairView {
    std::chrono::system_clock::time_point time;
    std::string_view route;
    std::string_view mirror;
    std::string_view method;
    std::string_view target;  // the request's path with its query
    std::vector<std::pair<std::string_view, std::string_view>> headers{};  // the request's
    std::string_view body{};                                               // the request's
    int live_status = 0;
    int shadow_status = 0;
    std::string_view build{};
    std::string_view user{};
    std::chrono::microseconds live_time{0};
    std::chrono::microseconds shadow_time{0};
};

[[nodiscard]] inline PairView view_of(const compare::Pair& pair) {
    PairView view{pair.time,
                  pair.route,
                  pair.mirror,
                  pair.request.method,
                  pair.request.path,
                  {pair.request.headers.begin(), pair.request.headers.end()},
                  pair.request.body,
                  pair.live.status,
                  pair.shadow.status,
                  pair.build,
                  pair.user,
                  pair.live_time,
                  pair.shadow_time};
    return view;
}

}  // namespace crossfade::store
