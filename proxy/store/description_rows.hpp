// What was in force, in the store.
#pragma once

#include "proxy/store/database.hpp"
#include "proxy/store/description.hpp"
#include "proxy/store/stored.hpp"

#include <vector>

namespace crossfade::store {

/// Inside a transaction, in place of what was there. SQLite's code.
[[nodiscard]] int write(const Description& description, Database& database);

/// Inside a transaction: from `now` on it is in force, unless it was already. SQLite's code.
[[nodiscard]] int note_configuration(const Description& description,
                                     Database& database,
                                     record::Time now);
[[nodiscard]] std::vector<StoredConfiguration> read_configurations(const Database& database,
                                                                   int& result);

/// What can be read of it; `result` is SQLite's code.
[[nodiscard]] Description read_description(const Database& database, int& result);
[[nodiscard]] std::vector<KnownEndpoint> read_known(const Database& database, int& result);

}  // namespace crossfade::store
