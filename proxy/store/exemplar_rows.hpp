// The records that the store keeps. Inside a transaction of the caller's.
#pragma once

#include "proxy/store/database.hpp"
#include "proxy/store/exemplars.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crossfade::store {

/// One use, one thread. Functions give SQLite's code.
class ExemplarRows {
public:
    explicit ExemplarRows(const Database& database);

    [[nodiscard]] int add(std::int64_t endpoint,
                          const std::string& signature,
                          const std::vector<Exemplar>& exemplars);
    [[nodiscard]] int move(std::int64_t from, std::int64_t to);

private:
    [[nodiscard]] int trim(std::int64_t endpoint, const std::string& signature);

    const Database& database_;
    Statement known_;
    Statement insert_;
    Statement select_;
    Statement remove_;
};

}  // namespace crossfade::store
