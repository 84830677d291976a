// What the store holds for one report. Read in one consistent view; a report is a pure function of
// it, the settings and the query.
#pragma once

#include "proxy/record/record.hpp"
#include "proxy/record/time_text.hpp"
#include "proxy/report/settings.hpp"
#include "proxy/store/description.hpp"
#include "proxy/store/store_reader.hpp"
#include "proxy/store/stored.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::report {

struct Material {
    store::StoredRun run;
    std::vector<store::StoredCount> counts;  // by route and mirror
    std::optional<record::Time> written;     // when a proxy last wrote
    std::vector<record::Record> exemplars;   // recorded pairs, one of most signatures
    store::Description described;            // what was in force while the store was filled
};

struct MaterialOrError {
    Material material;
    std::string error;  // empty: none
};

/// A directory without a store is empty material, and no error.
[[nodiscard]] MaterialOrError read_material(const std::filesystem::path& directory,
                                            const ReportQuery& query);

}  // namespace crossfade::report
