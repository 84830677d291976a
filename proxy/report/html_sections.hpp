// The sections of the HTML report.
#pragma once

#include "proxy/report/html_writer.hpp"
#include "proxy/report/report.hpp"

#include <cstddef>
#include <string>

namespace crossfade::report {

/// Rows of one table, and faults on one list; the JSON report has all.
inline constexpr std::size_t max_html_rows = 300;

void write_banner(HtmlWriter& html, const Report& report);
void write_accounting(HtmlWriter& html, const Report& report);
void write_endpoint_table(HtmlWriter& html, const Report& report);
void write_fix_list(HtmlWriter& html, const Report& report);
void write_fault_page(HtmlWriter& html, const Report& report, const FaultReport& fault);
void write_exemplar(HtmlWriter& html, const Exemplar& exemplar);
void write_changes(HtmlWriter& html, const Report& report);
void write_rules(HtmlWriter& html, const Report& report);
void write_noise(HtmlWriter& html, const Report& report);
void write_gaps(HtmlWriter& html, const Report& report);

/// The share on a line from 90 % to 99.999 %, each nine as long as the one before: 0..1.
[[nodiscard]] double on_nines(double share) noexcept;

/// The anchor of a fault's page: ids are the same at several endpoints only by accident.
[[nodiscard]] std::string anchor_of(const Report& report,
                                    const store::EndpointName& endpoint,
                                    const std::string& fault);

}  // namespace crossfade::report
