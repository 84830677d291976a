// Protocol Buffers without their schema, by the wire format alone: {"#1":42,"#3":{"#1":"name"}}.
// The members are field numbers in the order of the message, with a '#' so that nobody takes them
// for keys of a map; a repeated field is there several times.
#pragma once

#include "proxy/body/reading.hpp"

#include <string>
#include <string_view>

namespace crossfade::body {

/// Varints are numbers. Of fixed64 and fixed32, the double or float that they would be if it has a
/// plausible size, else the whole number. Of bytes with a length, a string if they are text, else
/// the message that they hold, else {"#bytes": hex digits}; which one is a guess, the same on both
/// sides of a pair in all but odd cases.
[[nodiscard]] Reading read_protobuf(std::string_view bytes);

/// Appends the message as a JSON object. False, and nothing is appended, if it is none.
[[nodiscard]] bool append_protobuf(std::string& out, std::string_view bytes);

/// Appends {"#bytes": hex digits}.
void append_hex(std::string& out, std::string_view bytes);

}  // namespace crossfade::body
