// See schema.hpp. Counts are columns, so that anybody can add them up; only what has a structure of
// its own (sketches, histograms, value pairs) is bytes.
#include "proxy/store/schema.hpp"

#include <sqlite3.h>

#include <vector>

namespace crossfade::store {
namespace {

constexpr const char* kept_from_version_1 = R"(
CREATE TABLE counts(
    route TEXT NOT NULL, mirror TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY(route, mirror, outcome, reason)) WITHOUT ROWID;
CREATE TABLE notes(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
)";

constexpr const char* new_in_version_2 = R"(
CREATE TABLE endpoints(
    number INTEGER PRIMARY KEY,
    route TEXT NOT NULL, mirror TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
    match_by_rule INTEGER NOT NULL DEFAULT 0,
    compared BLOB, mismatched BLOB, live BLOB, shadow BLOB, slower BLOB);
CREATE UNIQUE INDEX endpoints_by_name ON endpoints(route, mirror, method, path);
CREATE TABLE verdicts(
    endpoint INTEGER NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, build TEXT NOT NULL,
    count INTEGER NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
    PRIMARY KEY(endpoint, verdict, reason, build)) WITHOUT ROWID;
CREATE TABLE attributes(
    number INTEGER PRIMARY KEY,
    endpoint INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, count INTEGER NOT NULL);
CREATE UNIQUE INDEX attributes_by_name ON attributes(endpoint, name, value);
CREATE TABLE faults(
    number INTEGER PRIMARY KEY,
    endpoint INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL, transition TEXT NOT NULL,
    count INTEGER NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
    first_build TEXT NOT NULL DEFAULT '', requests BLOB, users BLOB, pairs BLOB);
CREATE UNIQUE INDEX faults_by_shape ON faults(endpoint, path, kind, transition);
CREATE TABLE fault_attributes(
    fault INTEGER NOT NULL, attribute INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY(fault, attribute)) WITHOUT ROWID;
CREATE TABLE signatures(
    signature TEXT NOT NULL, endpoint INTEGER NOT NULL,
    live_status INTEGER NOT NULL, shadow_status INTEGER NOT NULL,
    count INTEGER NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
    findings TEXT NOT NULL, persistent INTEGER NOT NULL, transient INTEGER NOT NULL,
    PRIMARY KEY(signature, endpoint)) WITHOUT ROWID;
CREATE INDEX signatures_by_endpoint ON signatures(endpoint);
CREATE TABLE exemplars(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    signature TEXT NOT NULL, endpoint INTEGER NOT NULL, id TEXT NOT NULL, time INTEGER NOT NULL,
    user TEXT NOT NULL, draw INTEGER NOT NULL, record TEXT NOT NULL);
CREATE INDEX exemplars_by_signature ON exemplars(signature, endpoint);
CREATE INDEX exemplars_by_endpoint ON exemplars(endpoint);
CREATE INDEX exemplars_by_time ON exemplars(time);
CREATE INDEX exemplars_by_id ON exemplars(id);
CREATE INDEX exemplars_by_user ON exemplars(user) WHERE user <> '';
CREATE TABLE noise(
    endpoint INTEGER NOT NULL, side INTEGER NOT NULL, path TEXT NOT NULL, probes INTEGER NOT NULL,
    noise INTEGER NOT NULL, only_pair INTEGER NOT NULL, only_noise INTEGER NOT NULL,
    PRIMARY KEY(endpoint, side, path)) WITHOUT ROWID;
CREATE TABLE rule_hits(
    route TEXT NOT NULL, mirror TEXT NOT NULL, rule TEXT NOT NULL, hits INTEGER NOT NULL,
    only_match INTEGER NOT NULL, differ_besides INTEGER NOT NULL, last_hit INTEGER NOT NULL,
    PRIMARY KEY(route, mirror, rule)) WITHOUT ROWID;
CREATE TABLE rules(
    number INTEGER PRIMARY KEY,
    route TEXT NOT NULL, mirror TEXT NOT NULL, rule TEXT NOT NULL, way TEXT NOT NULL,
    reason TEXT NOT NULL, owner TEXT NOT NULL, expires TEXT NOT NULL);
CREATE TABLE mirrors(
    number INTEGER PRIMARY KEY,
    route TEXT NOT NULL, mirror TEXT NOT NULL, control INTEGER NOT NULL, compared INTEGER NOT NULL,
    target REAL NOT NULL);
CREATE TABLE targets(
    number INTEGER PRIMARY KEY,
    route TEXT NOT NULL, mirror TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
    share REAL NOT NULL);
CREATE TABLE known_endpoints(
    method TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY(method, path)) WITHOUT ROWID;
CREATE TABLE collapses(
    route TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY(route, path)) WITHOUT ROWID;
PRAGMA user_version = 2;
)";

// Endpoints of which one build alone was ever seen have its figures already.
constexpr const char* new_in_version_3 = R"(
CREATE TABLE builds(
    number INTEGER PRIMARY KEY,
    endpoint INTEGER NOT NULL, build TEXT NOT NULL, last_seen INTEGER NOT NULL,
    compared BLOB, mismatched BLOB, live BLOB, shadow BLOB);
CREATE UNIQUE INDEX builds_by_name ON builds(endpoint, build);
CREATE TABLE by_rules(
    endpoint INTEGER NOT NULL, build TEXT NOT NULL, rules TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY(endpoint, build, rules)) WITHOUT ROWID;
CREATE TABLE configurations(
    number INTEGER PRIMARY KEY,
    since INTEGER NOT NULL, mirrors TEXT NOT NULL, rules TEXT NOT NULL);
ALTER TABLE mirrors ADD COLUMN methods TEXT NOT NULL DEFAULT '';
ALTER TABLE mirrors ADD COLUMN account TEXT;
INSERT INTO builds(endpoint, build, last_seen, compared, mismatched, live, shadow)
    SELECT e.number, max(v.build), max(v.last_seen), e.compared, e.mismatched, e.live, e.shadow
    FROM endpoints e JOIN verdicts v ON v.endpoint = e.number
    GROUP BY e.number HAVING count(DISTINCT v.build) = 1 AND max(v.build) <> '';
PRAGMA user_version = 3;
)";

constexpr const char* put_version_1_aside = R"(
DROP INDEX exemplars_by_signature;
DROP INDEX exemplars_by_time;
DROP INDEX exemplars_by_id;
ALTER TABLE signatures RENAME TO signatures_1;
ALTER TABLE exemplars RENAME TO exemplars_1;
)";

// Endpoints were not told apart: all is counted at one per method, and what had no method at one
// without.
constexpr const char* take_over_version_1 = R"(
INSERT INTO endpoints(route, mirror, method, path)
    SELECT route, mirror, method, '(earlier)' FROM signatures_1
    UNION SELECT route, mirror, '', '(earlier)' FROM counts
        WHERE outcome IN ('match', 'mismatch', 'shadow_error', 'live_error', 'both_failed',
                          'not_compared');
INSERT INTO verdicts
    SELECT e.number, 'mismatch', '', '', sum(s.count), min(s.first_seen), max(s.last_seen)
    FROM signatures_1 s JOIN endpoints e USING(route, mirror, method) GROUP BY e.number;
INSERT INTO verdicts
    SELECT e.number, c.outcome, c.reason, '',
        c.count - CASE c.outcome WHEN 'mismatch' THEN coalesce(s.count, 0) ELSE 0 END AS rest,
        coalesce(s.first_seen, n.value, 0), coalesce(s.last_seen, n.value, 0)
    FROM counts c JOIN endpoints e ON (e.route, e.mirror, e.method) = (c.route, c.mirror, '')
        LEFT JOIN (SELECT route, mirror, sum(count) AS count, min(first_seen) AS first_seen,
                       max(last_seen) AS last_seen FROM signatures_1 GROUP BY route, mirror) s
            ON (s.route, s.mirror) = (c.route, c.mirror)
        LEFT JOIN notes n ON n.name = 'written'
    WHERE c.outcome IN ('match', 'mismatch', 'shadow_error', 'live_error', 'both_failed',
                        'not_compared') AND rest > 0;
INSERT INTO signatures
    SELECT s.signature, e.number, 0, 0, s.count, s.first_seen, s.last_seen, s.findings, 0, 0
    FROM signatures_1 s JOIN endpoints e USING(route, mirror, method);
INSERT INTO faults(endpoint, path, kind, transition, count, first_seen, last_seen)
    SELECT endpoint, path, kind, transition, sum(count), min(first_seen), max(last_seen)
    FROM (SELECT DISTINCT s.signature, s.endpoint, s.count, s.first_seen, s.last_seen,
              coalesce(json_extract(f.value, '$.path'), '') AS path,
              coalesce(json_extract(f.value, '$.kind'), '') AS kind,
              coalesce(json_extract(f.value, '$.class'), '') AS transition
          FROM signatures s, json_each(CASE WHEN json_valid(s.findings) THEN s.findings ELSE '[]'
                                       END) f)
    GROUP BY endpoint, path, kind, transition;
INSERT INTO exemplars
    SELECT x.number, x.signature, e.number, x.id, x.time, '', random() & 0x7fffffffffffffff,
        x.record
    FROM exemplars_1 x JOIN signatures_1 s USING(signature, route, mirror)
        JOIN endpoints e ON (e.route, e.mirror, e.method) = (s.route, s.mirror, s.method);
DROP TABLE exemplars_1;
DROP TABLE signatures_1;
)";

}  // namespace

std::int64_t schema_of(const Database& database) {
    Statement select(database, "PRAGMA user_version");
    return select.step() ? select.number(0) : -1;
}

int bring_up_to_date(Database& database) {
    std::vector<const char*> steps;
    switch (schema_of(database)) {
        case 0:
            steps = {kept_from_version_1, new_in_version_2, new_in_version_3};
            break;
        case 1:
            steps = {put_version_1_aside, new_in_version_2, take_over_version_1, new_in_version_3};
            break;
        case 2:
            steps = {new_in_version_3};
            break;
        case schema_version:
            break;
        default:
            return SQLITE_ERROR;
    }
    for (const char* step : steps) {
        if (const int result = database.execute(step); result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

}  // namespace crossfade::store
