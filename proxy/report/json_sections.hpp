// The sections of the JSON report, each a member of the object that is open.
#pragma once

#include "proxy/report/json_writer.hpp"
#include "proxy/report/report.hpp"

namespace crossfade::report {

void write_mirrors(JsonWriter& json, const Report& report);
void write_endpoints(JsonWriter& json, const Report& report);
void write_fixes(JsonWriter& json, const Report& report);
void write_faults(JsonWriter& json, const Report& report);
void write_signatures(JsonWriter& json, const Report& report);
void write_rules(JsonWriter& json, const Report& report);
void write_noise(JsonWriter& json, const Report& report);
void write_gaps(JsonWriter& json, const Report& report);
void write_changes(JsonWriter& json, const Report& report);

/// Opens an object item and names the endpoint.
void open_at(JsonWriter& json, const store::EndpointName& name);
/// {"part","whole","share","low","high"}; the last three null where nothing is known.
void write_rate(JsonWriter& json, std::string_view name, const Rate& rate);
/// A list of texts.
void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts);

}  // namespace crossfade::report
