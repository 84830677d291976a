// See exemplar_rows.hpp.
#include "proxy/store/exemplar_rows.hpp"

#include "proxy/store/tally.hpp"

#include <sqlite3.h>

namespace crossfade::store {

ExemplarRows::ExemplarRows(const Database& database)
    : database_(database),
      known_(database, "SELECT 1 FROM signatures WHERE signature = ?1 AND endpoint = ?2"),
      insert_(database,
              "INSERT INTO exemplars(signature, endpoint, id, time, user, draw, record)"
              " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
      select_(database,
              "SELECT number, draw, length(record) FROM exemplars"
              " WHERE signature = ?1 AND endpoint = ?2 ORDER BY number"),
      remove_(database, "DELETE FROM exemplars WHERE number = ?1") {}

int ExemplarRows::add(std::int64_t endpoint,
                      const std::string& signature,
                      const std::vector<Exemplar>& exemplars) {
    // Of what is counted as one with others, exemplars are kept with the others.
    std::string under = signature;
    if (!signature.empty()) {
        if (!known_.bind(signature, endpoint).step()) under = overflow_signature;
        if (known_.result() != SQLITE_OK) return known_.result();
    }
    for (const Exemplar& each : exemplars) {
        insert_.bind(under, endpoint, each.id, each.time, each.user, each.draw, each.line);
        if (const int result = insert_.run(); result != SQLITE_OK) return result;
    }
    return trim(endpoint, under);
}

int ExemplarRows::trim(std::int64_t endpoint, const std::string& signature) {
    std::vector<std::int64_t> numbers;
    std::vector<Candidate> candidates;
    select_.bind(signature, endpoint);
    while (select_.step()) {
        numbers.push_back(select_.number(0));
        candidates.push_back({select_.number(1), static_cast<std::size_t>(select_.number(2))});
    }
    if (select_.result() != SQLITE_OK) return select_.result();
    const auto kept = kept_exemplars(candidates, kept_of(signature));
    auto next_kept = kept.begin();
    for (std::size_t index = 0; index < numbers.size(); ++index) {
        if (next_kept != kept.end() && *next_kept == index) {
            ++next_kept;
            continue;
        }
        if (const int result = remove_.bind(numbers[index]).run(); result != SQLITE_OK) {
            return result;
        }
    }
    return SQLITE_OK;
}

int ExemplarRows::move(std::int64_t from, std::int64_t to) {
    std::vector<std::string> signatures;
    Statement select(database_, "SELECT DISTINCT signature FROM exemplars WHERE endpoint = ?1");
    select.bind(from);
    while (select.step()) signatures.push_back(select.text(0));
    if (select.result() != SQLITE_OK) return select.result();
    Statement update(database_, "UPDATE exemplars SET endpoint = ?2 WHERE endpoint = ?1");
    if (const int result = update.bind(from, to).run(); result != SQLITE_OK) return result;
    for (const auto& signature : signatures) {
        if (const int result = trim(to, signature); result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

}  // namespace crossfade::store
