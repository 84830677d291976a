// See rename.hpp.
#include "proxy/store/rename.hpp"

#include "proxy/store/exemplar_rows.hpp"

#include <sqlite3.h>

namespace crossfade::store {
namespace {

struct Row {
    std::int64_t number = 0;
    EndpointName name;
};

std::vector<Row> rows_of(const Database& database) {
    std::vector<Row> rows;
    Statement select(database, "SELECT number, route, mirror, method, path FROM endpoints");
    while (select.step()) {
        rows.push_back(
            {select.number(0), {select.text(1), select.text(2), select.text(3), select.text(4)}});
    }
    return rows;
}

int remove(const Database& database, std::int64_t endpoint) {
    for (const char* sql : {"DELETE FROM fault_attributes WHERE fault IN"
                            " (SELECT number FROM faults WHERE endpoint = ?1)",
                            "DELETE FROM faults WHERE endpoint = ?1",
                            "DELETE FROM attributes WHERE endpoint = ?1",
                            "DELETE FROM verdicts WHERE endpoint = ?1",
                            "DELETE FROM builds WHERE endpoint = ?1",
                            "DELETE FROM by_rules WHERE endpoint = ?1",
                            "DELETE FROM signatures WHERE endpoint = ?1",
                            "DELETE FROM noise WHERE endpoint = ?1",
                            "DELETE FROM endpoints WHERE number = ?1"}) {
        Statement statement(database, sql);
        if (const int result = statement.bind(endpoint).run(); result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

/// All of the first is counted at the second.
int move(const Database& database, std::int64_t from, std::int64_t to, EndpointRows& rows) {
    const auto tally = load_endpoint(database, from);
    if (!tally) return SQLITE_IOERR;
    if (const int result = remove(database, from); result != SQLITE_OK) return result;
    if (const int result = rows.add(to, *tally); result != SQLITE_OK) return result;
    ExemplarRows exemplars(database);
    return exemplars.move(from, to);
}

}  // namespace

int rename(Database& database, const PathNames& names, RowLimits limits, RowCounts& counts) {
    for (const Row& row : rows_of(database)) {
        const EndpointName name = names.renamed(row.name);
        if (name == row.name) continue;
        EndpointRows rows(database, limits, counts);
        const std::int64_t target = rows.number_of(name);
        if (target < 0) return rows.result();
        const int result = move(database, row.number, target, rows);
        if (result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

}  // namespace crossfade::store
