// Bodies that are read as JSON though they are none (proxy/body), compared as that: XML, HTML,
// forms, lines of JSON, server-sent events, gRPC, Protocol Buffers and bodies of several parts.
#pragma once

#include "proxy/body/reading.hpp"
#include "proxy/compare/collector.hpp"
#include "proxy/compare/rules.hpp"
#include "proxy/text/media_type.hpp"

#include <string_view>

namespace crossfade::compare {

/// True for the formats that read_as() reads.
[[nodiscard]] bool has_reading(text::BodyFormat format) noexcept;

/// `type` and `grpc_coding` are those of the response.
[[nodiscard]] body::Reading read_as(text::BodyFormat format,
                                    std::string_view bytes,
                                    const text::MediaType& type,
                                    std::string_view grpc_coding);

/// Two good readings of different bytes. What was set aside (prefixes of XML, tokens of HTML ...)
/// is hidden if it is all that differs; without the built-in knowledge it is a finding. Empty, or
/// why they could not be compared to the end.
[[nodiscard]] std::string_view compare_readings(const body::Reading& live,
                                                const body::Reading& shadow,
                                                text::BodyFormat format,
                                                const RuleWalk& rules,
                                                Collector& findings);

}  // namespace crossfade::compare
