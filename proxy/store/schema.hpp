// The tables of the store, and how those of an older version become them.
#pragma once

#include "proxy/store/database.hpp"

#include <cstdint>

namespace crossfade::store {

/// PRAGMA user_version. Raise it with a migration in schema.cpp whenever the tables change.
inline constexpr std::int64_t schema_version = 3;

/// Below zero: cannot be told.
[[nodiscard]] std::int64_t schema_of(const Database& database);

/// Inside a transaction: makes the tables, or brings them up to date. SQLite's code.
[[nodiscard]] int bring_up_to_date(Database& database);

}  // namespace crossfade::store
