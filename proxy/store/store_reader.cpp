// See store_reader.hpp.
#include "proxy/store/store_reader.hpp"

#include "proxy/json/string.hpp"
#include "proxy/json/values.hpp"
#include "proxy/store/store.hpp"

#include <sqlite3.h>

#include <system_error>

namespace crossfade::store {
namespace {

constexpr std::size_t max_findings = 1'000;

std::string text_member(const std::vector<json::Member>& members, std::string_view name) {
    for (const auto& member : members) {
        if (member.name == name) return json::text_of_string(member.value).value_or("");
    }
    return {};
}

std::vector<FindingShape> shapes_of(const std::string& json) {
    std::vector<FindingShape> shapes;
    if (!json::is_json(json)) return shapes;
    const auto elements = json::elements_of(json, max_findings);
    if (!elements) return shapes;
    for (const auto element : *elements) {
        const auto members = json::members_of(element, 16);
        if (!members) continue;
        shapes.push_back({text_member(*members, "path"),
                          text_member(*members, "kind"),
                          text_member(*members, "class")});
    }
    return shapes;
}

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
    Statement select(database_, "PRAGMA user_version");
    const std::int64_t version = select.step() ? select.number(0) : -1;
    if (version < 0) return path_ + ": " + database_.message();
    if (version > schema_version) return path_ + ": written by a newer version of Crossfade";
    // Zero: the proxy has not made the tables yet; reads then find nothing.
    if (version == 0) database_.close();
    return {};
}

void StoreReader::check(const Statement& statement) {
    if (database_.is_open() && statement.result() != SQLITE_OK && error_.empty()) {
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
                     "SELECT signature, route, mirror, method, first_seen, last_seen, count,"
                     " findings FROM signatures WHERE (?1 = '' OR route = ?1) AND last_seen >= ?2"
                     " ORDER BY count DESC, signature, mirror LIMIT ?3");
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
                     "SELECT count(*), coalesce(sum(count), 0) FROM signatures"
                     " WHERE (?1 = '' OR route = ?1) AND last_seen >= ?2");
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
                     "SELECT record FROM exemplars"
                     " WHERE signature = ?1 AND route = ?2 AND mirror = ?3"
                     " ORDER BY length(record), number DESC LIMIT 1");
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
