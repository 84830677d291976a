// See store.hpp. Writing; opening is in store_open.cpp.
#include "proxy/store/store.hpp"

#include "proxy/store/description_rows.hpp"
#include "proxy/store/exemplar_rows.hpp"
#include "proxy/store/rename.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace crossfade::store {

std::string Store::apply(const Pending& pending, record::Time now) {
    if (std::string error = ensure_open(); !error.empty()) return error;
    if (database_.execute("BEGIN IMMEDIATE") != SQLITE_OK) return failed();
    if (add(pending, now) == SQLITE_OK && database_.execute("COMMIT") == SQLITE_OK) {
        is_described_ = described_.has_value();
        return {};
    }
    std::string error = failed();
    // Fails where SQLite has rolled back by itself, as it does on a full disk.
    static_cast<void>(database_.execute("ROLLBACK"));
    return error;
}

int Store::add(const Pending& pending, record::Time now) {
    if (const auto& description = pending.description()) described_ = description;
    if (describes(pending)) {
        if (const int result = describe(now); result != SQLITE_OK) return result;
    }
    using Step = int (Store::*)(const Pending&);
    for (const Step step :
         {&Store::add_counts, &Store::add_names, &Store::add_endpoints, &Store::add_rules}) {
        if (const int result = (this->*step)(pending); result != SQLITE_OK) return result;
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
        add.bind(key.route, key.mirror, key.outcome, key.reason, count);
        if (const int result = add.run(); result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

bool Store::describes(const Pending& pending) const noexcept {
    return described_ && (pending.description() || !is_described_);
}

int Store::describe(record::Time now) {
    if (const int result = write(*described_, database_); result != SQLITE_OK) return result;
    names_.know(described_->known);
    return note_configuration(*described_, database_, now);
}

/// Names may be new here, or have been found out by another proxy that writes here too.
int Store::add_names(const Pending& pending) {
    Statement add(database_, "INSERT INTO collapses VALUES(?1, ?2) ON CONFLICT DO NOTHING");
    for (const auto& [route, path] : pending.collapses()) {
        if (const int result = add.bind(route, path).run(); result != SQLITE_OK) return result;
    }
    for (auto& collapse : collapses()) names_.collapse(std::move(collapse));
    const bool renames = describes(pending) || !pending.collapses().empty();
    return renames ? rename(database_, names_, limits_, rows_) : SQLITE_OK;
}

int Store::add_endpoints(const Pending& pending) {
    EndpointRows rows(database_, limits_, rows_);
    for (const auto& [name, tally] : pending.tally().endpoints()) {
        const std::int64_t number = rows.number_of(names_.renamed(name));
        if (number < 0) return rows.result();
        if (const int result = rows.add(number, tally); result != SQLITE_OK) return result;
    }
    ExemplarRows kept(database_);
    for (const auto& [key, exemplars] : pending.exemplars()) {
        const std::int64_t number = rows.number_of(names_.renamed(key.endpoint));
        if (number < 0) return rows.result();
        const int result = kept.add(number, key.signature, exemplars);
        if (result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

int Store::add_rules(const Pending& pending) {
    Statement add(database_,
                  "INSERT INTO rule_hits VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE"
                  " SET hits = hits + ?4, only_match = only_match + ?5,"
                  " differ_besides = differ_besides + ?6, last_hit = max(last_hit, ?7)");
    for (const auto& [key, rule] : pending.tally().rules()) {
        add.bind(key.route,
                 key.mirror,
                 key.by,
                 rule.hits,
                 rule.only,
                 rule.differ_besides,
                 rule.last_hit);
        if (const int result = add.run(); result != SQLITE_OK) return result;
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
    count_rows();  // another proxy may have added some
    return database_.execute("PRAGMA incremental_vacuum") == SQLITE_OK ? "" : failed();
}

std::uint64_t Store::used_bytes() const {
    Statement select(database_,
                     "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count,"
                     " pragma_freelist_count, pragma_page_size");
    return select.step() ? static_cast<std::uint64_t>(select.number(0)) : 0;
}

std::vector<EndpointName> Store::endpoints() const {
    std::vector<EndpointName> names;
    Statement select(database_, "SELECT route, mirror, method, path FROM endpoints");
    while (select.step()) {
        names.push_back({select.text(0), select.text(1), select.text(2), select.text(3)});
    }
    return names;
}

std::vector<Collapse> Store::collapses() const {
    std::vector<Collapse> collapses;
    Statement select(database_, "SELECT route, path FROM collapses");
    while (select.step()) collapses.emplace_back(select.text(0), select.text(1));
    return collapses;
}

std::string Store::failed() { return path_.string() + ": " + database_.message(); }

}  // namespace crossfade::store
