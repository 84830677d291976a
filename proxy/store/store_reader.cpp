// See store_reader.hpp.
#include "proxy/store/store_reader.hpp"

#include "proxy/store/description_rows.hpp"
#include "proxy/store/schema.hpp"
#include "proxy/store/store.hpp"

#include <sqlite3.h>

#include <system_error>

namespace crossfade::store {
namespace {

std::int64_t since_of(const SignatureFilter& filter) noexcept {
    return filter.since ? record::to_milliseconds(*filter.since) : 0;
}

}  // namespace

std::string StoreReader::open(const std::filesystem::path& directory) {
    path_ = store_path(directory).string();
    std::error_code error;
    if (!std::filesystem::is_directory(directory, error)) {
        return directory.string() + ": not a directory";
    }
    // An empty file is a store that a proxy is about to make.
    if (!std::filesystem::exists(path_, error) || std::filesystem::file_size(path_, error) == 0) {
        return {};
    }
    std::string problem = path_ + ": cannot be opened";
    if (database_.open(path_, Database::Mode::read_only) == SQLITE_OK) problem = begin();
    // A directory that we may only read has no place for the file by which SQLite shares the
    // log; without a log nobody is writing, and none is needed.
    const bool logged = std::filesystem::exists(path_ + "-wal", error);
    if (!problem.empty() && !logged &&
        database_.open(path_, Database::Mode::immutable) == SQLITE_OK) {
        problem = begin();
    }
    if (!problem.empty()) database_.close();
    return problem;
}

std::string StoreReader::begin() {
    if (database_.execute("BEGIN") != SQLITE_OK) return path_ + ": " + database_.message();
    const std::int64_t version = schema_of(database_);
    if (version < 0) return path_ + ": " + database_.message();
    if (version > schema_version) return path_ + ": written by a newer version of Crossfade";
    if (version > 0 && version < schema_version) {
        return path_ +
               ": written by an older version of Crossfade; a proxy of this version brings"
               " it up to date as it starts";
    }
    // Zero: the proxy has not made the tables yet; reads then find nothing.
    if (version == 0) database_.close();
    return {};
}

std::string StoreReader::damage(std::uint64_t most) {
    std::error_code ignored;
    const bool is_large = std::filesystem::exists(path_, ignored) &&
                          std::filesystem::file_size(path_, ignored) > most;
    std::vector<std::string> tables;
    Statement names(database_,
                    "SELECT name FROM (SELECT 'sqlite_schema' AS name UNION"
                    " SELECT name FROM sqlite_schema WHERE type = 'table')"
                    " WHERE name <> 'exemplars' OR ?1 = 0 ORDER BY name");
    names.bind(is_large ? 1 : 0);
    while (names.step()) tables.push_back(names.text(0));
    if (database_.is_open() && names.result() != SQLITE_OK) {
        return path_ + ": " + database_.message();
    }
    for (const auto& table : tables) {
        Statement check(database_, "SELECT quick_check FROM pragma_quick_check(?1)");
        const bool any = check.bind(table).step();
        const std::string found = any ? check.text(0) : "";
        if (!any) return path_ + ": " + database_.message();
        if (found != "ok") return path_ + ": damaged, table " + table + ": " + found;
    }
    return {};
}

void StoreReader::check(const Statement& statement) { check(statement.result()); }

void StoreReader::check(int result) {
    if (database_.is_open() && result != SQLITE_OK && error_.empty()) {
        error_ = path_ + ": " + database_.message();
    }
}

std::vector<StoredCount> StoreReader::counts(const std::string& route) {
    std::vector<StoredCount> counts;
    Statement select(database_,
                     "SELECT route, mirror, outcome, reason, count FROM counts"
                     " WHERE ?1 = '' OR route = ?1 ORDER BY route, mirror, outcome, reason");
    select.bind(route);
    while (select.step()) {
        counts.push_back({select.text(0),
                          select.text(1),
                          select.text(2),
                          select.text(3),
                          static_cast<std::uint64_t>(select.number(4))});
    }
    check(select);
    return counts;
}

std::vector<StoredSignature> StoreReader::signatures(const SignatureFilter& filter,
                                                     std::size_t limit) {
    std::vector<StoredSignature> signatures;
    Statement select(database_,
                     "SELECT s.signature, e.route, e.mirror, max(e.method), min(s.first_seen),"
                     " max(s.last_seen), sum(s.count), max(s.findings)"
                     " FROM signatures s JOIN endpoints e ON e.number = s.endpoint"
                     " WHERE ?1 = '' OR e.route = ?1 GROUP BY s.signature, e.route, e.mirror"
                     " HAVING max(s.last_seen) >= ?2"
                     " ORDER BY sum(s.count) DESC, s.signature, e.mirror LIMIT ?3");
    select.bind(filter.route, since_of(filter), static_cast<std::int64_t>(limit));
    while (select.step()) {
        signatures.push_back({select.text(0),
                              select.text(1),
                              select.text(2),
                              select.text(3),
                              record::from_milliseconds(select.number(4)),
                              record::from_milliseconds(select.number(5)),
                              static_cast<std::uint64_t>(select.number(6)),
                              shapes_of(select.text(7))});
    }
    check(select);
    return signatures;
}

StoreReader::Totals StoreReader::totals(const SignatureFilter& filter) {
    Totals totals;
    Statement select(database_,
                     "SELECT count(*), coalesce(sum(pairs), 0) FROM (SELECT sum(s.count) AS pairs"
                     " FROM signatures s JOIN endpoints e ON e.number = s.endpoint"
                     " WHERE ?1 = '' OR e.route = ?1 GROUP BY s.signature, e.route, e.mirror"
                     " HAVING max(s.last_seen) >= ?2)");
    if (select.bind(filter.route, since_of(filter)).step()) {
        totals.signatures = static_cast<std::uint64_t>(select.number(0));
        totals.pairs = static_cast<std::uint64_t>(select.number(1));
    }
    check(select);
    return totals;
}

std::optional<std::string> StoreReader::exemplar(const StoredSignature& of) {
    std::optional<std::string> record;
    Statement select(database_,
                     "SELECT x.record FROM exemplars x JOIN endpoints e ON e.number = x.endpoint"
                     " WHERE x.signature = ?1 AND e.route = ?2 AND e.mirror = ?3"
                     " ORDER BY length(x.record), x.number DESC LIMIT 1");
    if (select.bind(of.signature, of.route, of.mirror).step()) record = select.text(0);
    check(select);
    return record;
}

std::vector<std::string> StoreReader::exemplars(const std::string& signature) {
    std::vector<std::string> records;
    Statement select(database_,
                     "SELECT record FROM exemplars WHERE signature = ?1 ORDER BY number");
    select.bind(signature);
    while (select.step()) records.push_back(select.text(0));
    check(select);
    return records;
}

std::vector<std::string> StoreReader::records_at(const EndpointName& endpoint,
                                                 const std::string& signature) {
    std::vector<std::string> records;
    Statement select(database_,
                     "SELECT x.record FROM exemplars x JOIN endpoints e ON e.number = x.endpoint"
                     " WHERE x.signature = ?1 AND e.route = ?2 AND e.mirror = ?3 AND e.method = ?4"
                     " AND e.path = ?5 ORDER BY length(x.record), x.number DESC");
    select.bind(signature, endpoint.route, endpoint.mirror, endpoint.method, endpoint.path);
    while (select.step()) records.push_back(select.text(0));
    check(select);
    return records;
}

std::vector<std::string> StoreReader::exemplars(const StoredPattern& pattern) {
    return records_at(pattern.endpoint, pattern.signature);
}

std::vector<std::string> StoreReader::matches(const EndpointName& endpoint) {
    return records_at(endpoint, "");
}

Description StoreReader::description() {
    int result = SQLITE_OK;
    Description description = read_description(database_, result);
    check(result);
    return description;
}

std::optional<std::string> StoreReader::record(const std::string& id) {
    std::optional<std::string> record;
    Statement select(database_,
                     "SELECT record FROM exemplars WHERE id = ?1 ORDER BY number DESC LIMIT 1");
    if (select.bind(id).step()) record = select.text(0);
    check(select);
    return record;
}

std::optional<record::Time> StoreReader::written() {
    std::optional<record::Time> time;
    Statement select(database_, "SELECT value FROM notes WHERE name = 'written'");
    if (select.step()) time = record::from_milliseconds(select.number(0));
    check(select);
    return time;
}

}  // namespace crossfade::store
