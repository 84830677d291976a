// Bodies that are a sequence of messages, as a JSON array of them: lines of JSON, and server-sent
// events.
#pragma once

#include "proxy/body/reading.hpp"

#include <string_view>

namespace crossfade::body {

/// application/x-ndjson and its like: a line that is JSON is that, any other one a string. Empty
/// lines and a record separator in front (RFC 7464) are passed over. Malformed if no line is JSON.
[[nodiscard]] Reading read_json_lines(std::string_view text);

/// text/event-stream (WHATWG HTML, section 9.2): {"event": ..., "data": ...} for each event that
/// has data, "event" only where it is named, data as JSON where it is JSON. Set aside are
/// heartbeats (comments, and events named ping, heartbeat or keep-alive), ids, and after how many
/// milliseconds clients that lost the connection come back.
[[nodiscard]] Reading read_event_stream(std::string_view text);

}  // namespace crossfade::body
