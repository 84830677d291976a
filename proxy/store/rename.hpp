// Endpoints of the store that turned out to be one become one row, with all counts added up.
#pragma once

#include "proxy/store/database.hpp"
#include "proxy/store/endpoint_rows.hpp"
#include "proxy/store/path_names.hpp"

namespace crossfade::store {

/// Inside a transaction. Gives all endpoints the names that they have by now; SQLite's code.
[[nodiscard]] int rename(Database& database,
                         const PathNames& names,
                         RowLimits limits,
                         RowCounts& rows);

}  // namespace crossfade::store
