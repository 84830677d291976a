// See store.hpp. Writing; opening and the schema are in store_open.cpp.
#include "proxy/store/store.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <vector>

namespace crossfade::store {
namespace {

std::int64_t signed_count(std::uint64_t count) noexcept { return static_cast<std::int64_t>(count); }

}  // namespace

std::string Store::apply(const Pending& pending, record::Time now) {
    if (std::string error = ensure_open(); !error.empty()) return error;
    if (database_.execute("BEGIN IMMEDIATE") != SQLITE_OK) return failed();
    if (add(pending, now) == SQLITE_OK && database_.execute("COMMIT") == SQLITE_OK) return {};
    std::string error = failed();
    // Fails where SQLite has rolled back by itself, as it does on a full disk.
    static_cast<void>(database_.execute("ROLLBACK"));
    return error;
}

int Store::add(const Pending& pending, record::Time now) {
    if (const int result = add_counts(pending); result != SQLITE_OK) return result;
    for (const auto& [key, tally] : pending.signatures()) {
        if (const int result = add_signature(key, tally); result != SQLITE_OK) return result;
    }
    Statement written(database_,
                      "INSERT INTO notes(name, value) VALUES('written', ?1)"
                      " ON CONFLICT(name) DO UPDATE SET value = ?1");
    return written.bind(record::to_milliseconds(now)).run();
}

int Store::add_counts(const Pending& pending) {
    Statement add(database_,
                  "INSERT INTO counts(route, mirror, outcome, reason, count)"
                  " VALUES(?1, ?2, ?3, ?4, ?5)"
                  " ON CONFLICT DO UPDATE SET count = count + ?5");
    for (const auto& [key, count] : pending.counts()) {
        add.bind(key.route, key.mirror, key.outcome, key.reason, signed_count(count));
        if (const int result = add.run(); result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

int Store::add_signature(SignatureKey key, const SignatureTally& tally) {
    Statement update(database_,
                     "UPDATE signatures SET count = count + ?4,"
                     " first_seen = min(first_seen, ?5), last_seen = max(last_seen, ?6)"
                     " WHERE signature = ?1 AND route = ?2 AND mirror = ?3");
    const auto update_row = [&] {
        return update
            .bind(key.signature,
                  key.route,
                  key.mirror,
                  signed_count(tally.count),
                  tally.first_seen,
                  tally.last_seen)
            .run();
    };
    int result = update_row();
    if (result != SQLITE_OK) return result;
    const bool known = sqlite3_changes(database_.handle()) > 0;
    const bool overflows = !known && signatures_ >= max_signatures_;
    if (overflows) {
        key.signature = overflow_signature;
        result = update_row();
    }
    if (result != SQLITE_OK) return result;
    if (!known && sqlite3_changes(database_.handle()) == 0) {
        Statement insert(database_,
                         "INSERT INTO signatures(signature, route, mirror, method, first_seen,"
                         " last_seen, count, findings) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        insert.bind(key.signature,
                    key.route,
                    key.mirror,
                    tally.method,
                    tally.first_seen,
                    tally.last_seen,
                    signed_count(tally.count),
                    overflows ? std::string_view("[]") : std::string_view(tally.findings));
        result = insert.run();
        ++signatures_;
    }
    return result == SQLITE_OK ? add_exemplars(key, tally) : result;
}

int Store::add_exemplars(const SignatureKey& key, const SignatureTally& tally) {
    Statement insert(database_,
                     "INSERT INTO exemplars(signature, route, mirror, id, time, record)"
                     " VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    for (const Exemplar& exemplar : tally.exemplars) {
        insert.bind(
            key.signature, key.route, key.mirror, exemplar.id, exemplar.time, exemplar.line);
        if (const int result = insert.run(); result != SQLITE_OK) return result;
    }
    return trim_exemplars(key);
}

int Store::trim_exemplars(const SignatureKey& key) {
    std::vector<std::int64_t> numbers;
    std::vector<std::size_t> sizes;
    Statement select(database_,
                     "SELECT number, length(record) FROM exemplars"
                     " WHERE signature = ?1 AND route = ?2 AND mirror = ?3 ORDER BY number");
    select.bind(key.signature, key.route, key.mirror);
    while (select.step()) {
        numbers.push_back(select.number(0));
        sizes.push_back(static_cast<std::size_t>(select.number(1)));
    }
    if (select.result() != SQLITE_OK || numbers.size() <= exemplars_per_signature) {
        return select.result();
    }
    const auto kept = kept_exemplars(sizes);
    auto next_kept = kept.begin();
    Statement remove(database_, "DELETE FROM exemplars WHERE number = ?1");
    for (std::size_t index = 0; index < numbers.size(); ++index) {
        if (next_kept != kept.end() && *next_kept == index) {
            ++next_kept;
            continue;
        }
        if (const int result = remove.bind(numbers[index]).run(); result != SQLITE_OK) {
            return result;
        }
    }
    return SQLITE_OK;
}

std::string Store::retain(record::Time oldest, std::uint64_t size) {
    if (std::string error = ensure_open(); !error.empty()) return error;
    Statement remove_old(database_, "DELETE FROM exemplars WHERE time < ?1");
    if (remove_old.bind(record::to_milliseconds(oldest)).run() != SQLITE_OK) return failed();
    Statement remove_some(database_,
                          "DELETE FROM exemplars WHERE number IN"
                          " (SELECT number FROM exemplars ORDER BY time, number LIMIT 32)");
    while (used_bytes() > size) {
        if (remove_some.bind().run() != SQLITE_OK) return failed();
        if (sqlite3_changes(database_.handle()) == 0) break;  // what is left is counts
    }
    // Another proxy may have added some.
    signatures_ = std::max(signatures_, signature_rows());
    return database_.execute("PRAGMA incremental_vacuum") == SQLITE_OK ? "" : failed();
}

std::uint64_t Store::used_bytes() const {
    Statement select(database_,
                     "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count,"
                     " pragma_freelist_count, pragma_page_size");
    return select.step() ? static_cast<std::uint64_t>(select.number(0)) : 0;
}

std::string Store::failed() { return path_.string() + ": " + database_.message(); }

}  // namespace crossfade::store
