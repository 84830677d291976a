// Opening the store: the file and its mode, the schema, and what the last proxy left unsettled.
#include "proxy/store/accounting.hpp"
#include "proxy/store/description_rows.hpp"
#include "proxy/store/store.hpp"

#include <sqlite3.h>

#include <fcntl.h>
#include <map>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace crossfade::store {
namespace {

// Before the first table; they cannot be changed later.
constexpr const char* new_file = "PRAGMA auto_vacuum = INCREMENTAL";

constexpr const char* settings =
    "PRAGMA journal_mode = WAL;"
    // A crash of the machine may cost the last transactions, never the file.
    "PRAGMA synchronous = NORMAL;"
    "PRAGMA journal_size_limit = 16777216;"
    "PRAGMA secure_delete = ON";

/// SQLite would create it readable by all. It gives the mode on to the files beside it.
void create_private_file(const std::filesystem::path& path) noexcept {
    const int descriptor =
        ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor >= 0) ::close(descriptor);
}

std::int64_t row_count(const Database& database, const char* sql) {
    Statement select(database, sql);
    return select.step() ? select.number(0) : 0;
}

constexpr const char* counted = "SELECT route, mirror, outcome, reason, count FROM counts";

// Verdicts are told to the store as they are reached, and counted a moment later: under the backend
// that was asked, or under "other" for all of them.
constexpr const char* told_of =
    "SELECT t.route, t.mirror, t.verdict, t.reason, t.count - coalesce(c.count, 0) AS more"
    " FROM (SELECT e.route AS route, coalesce("
    "     (SELECT m.account FROM mirrors m WHERE (m.route, m.mirror) = (e.route, e.mirror)),"
    "     (SELECT k.mirror FROM counts k WHERE k.route = e.route"
    "      AND k.mirror IN (e.mirror, 'other') ORDER BY k.mirror = 'other' LIMIT 1),"
    "     e.mirror) AS mirror, v.verdict AS verdict, v.reason AS reason, sum(v.count) AS count"
    "   FROM verdicts v JOIN endpoints e ON e.number = v.endpoint GROUP BY 1, 2, 3, 4) t"
    " LEFT JOIN counts c ON (c.route, c.mirror, c.outcome, c.reason) ="
    "   (t.route, t.mirror, t.verdict, t.reason)"
    " WHERE more > 0";

/// Who has a verdict was mirrored, and who was mirrored was eligible; the rest was cut off.
void settle_route(const std::pair<std::string, std::string>& name,
                  Accounting& accounting,
                  Pending& settled) {
    const auto& [route, mirror] = name;
    const std::string reason(restart_reason);
    const std::int64_t unjudged = accounting.unjudged();
    if (unjudged > 0) {
        settled.count({route, mirror, "not_compared", reason},
                      static_cast<std::uint64_t>(unjudged));
    } else if (unjudged < 0) {
        settled.count({route, mirror, "mirrored", ""}, static_cast<std::uint64_t>(-unjudged));
        accounting.mirrored += static_cast<std::uint64_t>(-unjudged);
    }
    const std::int64_t undecided = accounting.undecided();
    if (undecided > 0) {
        settled.count({route, mirror, "dropped", reason}, static_cast<std::uint64_t>(undecided));
    } else if (undecided < 0) {
        settled.count({route, mirror, "eligible", ""}, static_cast<std::uint64_t>(-undecided));
    }
}

}  // namespace

std::filesystem::path store_path(const std::filesystem::path& directory) {
    return directory / "crossfade.db";
}

Store::Store(std::filesystem::path directory, RowLimits limits)
    : path_(store_path(directory)), writers_(directory, SharedLock::Of::writers), limits_(limits) {}

std::string Store::ensure_open() {
    close_if_removed();
    return is_open() ? std::string() : open();
}

void Store::close_if_removed() noexcept {
    if (!is_open() || !removed()) return;
    // SQLite takes the files beside it away by their names as it closes, so before it opens anew.
    database_.close();
    anew_ = true;
}

bool Store::begins_anew() {
    close_if_removed();
    return std::exchange(anew_, false);
}

bool Store::removed() const noexcept { return identity_of(path_) != identity_; }

std::string Store::open() {
    create_private_file(path_);
    const bool alone = writers_.hold_alone();
    std::string error;
    if (database_.open(path_.string(), Database::Mode::read_write) != SQLITE_OK) {
        error = failed();
    } else {
        error = prepare(alone);
    }
    if (error.empty() && !writers_.hold_with_others()) {
        error = path_.string() + ": another proxy is opening it";
    }
    if (!error.empty()) {
        database_.close();
        writers_.release();
    }
    identity_ = identity_of(path_);
    is_described_ = false;
    return error;
}

std::string Store::prepare(bool alone) {
    if (database_.execute(new_file) != SQLITE_OK) return failed();
    if (database_.execute(settings) != SQLITE_OK) return failed();
    const std::int64_t found = schema_of(database_);
    if (found > schema_version) {
        return path_.string() + ": written by a newer version of Crossfade (schema " +
               std::to_string(found) + ", this one knows " + std::to_string(schema_version) + ')';
    }
    if (found > 0 && found < schema_version && !alone) {
        return path_.string() + ": a proxy of an older version is still writing it";
    }
    if (database_.execute("BEGIN IMMEDIATE") != SQLITE_OK) return failed();
    // The schema is read again inside: another process may have just made the tables.
    if (bring_up_to_date(database_) != SQLITE_OK || (alone && settle() != SQLITE_OK) ||
        database_.execute("COMMIT") != SQLITE_OK) {
        return failed();
    }
    int result = SQLITE_OK;
    names_.know(read_known(database_, result));
    count_rows();
    return result == SQLITE_OK ? "" : failed();
}

void Store::count_rows() {
    rows_.signatures = row_count(database_, "SELECT count(*) FROM signatures");
    rows_.faults = row_count(database_, "SELECT count(*) FROM faults");
}

int Store::settle() {
    std::map<std::pair<std::string, std::string>, Accounting> routes;
    Pending settled;
    for (const char* sql : {told_of, counted}) {
        Statement select(database_, sql);
        while (select.step()) {
            const CountKey key{select.text(0), select.text(1), select.text(2), select.text(3)};
            const auto count = static_cast<std::uint64_t>(select.number(4));
            routes[{key.route, key.mirror}].add(key.outcome, key.reason, count);
            if (sql == told_of) settled.count(key, count);
        }
        if (select.result() != SQLITE_OK) return select.result();
    }
    for (auto& [route, accounting] : routes) settle_route(route, accounting, settled);
    return add_counts(settled);
}

}  // namespace crossfade::store
