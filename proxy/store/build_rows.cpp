// What an endpoint's rows tell apart by the build of the shadow; see endpoint_rows.hpp.
#include "proxy/store/endpoint_rows.hpp"
#include "proxy/store/sketch_column.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace crossfade::store {

int EndpointRows::add_builds(std::int64_t endpoint, const EndpointTally& tally) {
    if (tally.builds.empty()) return SQLITE_OK;
    Statement select(database_,
                     "SELECT compared, mismatched, live, shadow, last_seen FROM builds"
                     " WHERE endpoint = ?1 AND build = ?2");
    Statement write(database_,
                    "INSERT INTO builds(endpoint, build, last_seen, compared, mismatched, live,"
                    " shadow) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(endpoint, build)"
                    " DO UPDATE SET last_seen = ?3, compared = ?4, mismatched = ?5, live = ?6,"
                    " shadow = ?7");
    for (const auto& [name, build] : tally.builds) {
        BuildTally all = build;
        if (select.bind(endpoint, name).step()) {
            all.compared = merged(select, 0, build.compared);
            all.mismatched = merged(select, 1, build.mismatched);
            all.live = merged(select, 2, build.live);
            all.shadow = merged(select, 3, build.shadow);
            all.last_seen = std::max(build.last_seen, select.number(4));
        }
        if (const int result = select.run(); result != SQLITE_OK) return result;
        const std::string compared = all.compared.blob();
        const std::string mismatched = all.mismatched.blob();
        const std::string live = all.live.blob();
        const std::string shadow = all.shadow.blob();
        write.bind(endpoint,
                   name,
                   all.last_seen,
                   Bytes{compared},
                   Bytes{mismatched},
                   Bytes{live},
                   Bytes{shadow});
        if (const int result = write.run(); result != SQLITE_OK) return result;
    }
    Statement drop(database_,
                   "DELETE FROM builds WHERE endpoint = ?1 AND number NOT IN (SELECT number FROM"
                   " builds WHERE endpoint = ?1 ORDER BY last_seen DESC, number DESC LIMIT ?2)");
    return drop.bind(endpoint, std::uint64_t{EndpointTally::max_builds}).run();
}

int EndpointRows::add_by_rules(std::int64_t endpoint, const EndpointTally& tally) {
    if (tally.by_rules.empty()) return SQLITE_OK;
    Statement update(database_,
                     "UPDATE by_rules SET count = count + ?4"
                     " WHERE endpoint = ?1 AND build = ?2 AND rules = ?3");
    Statement count(database_, "SELECT count(*) FROM by_rules WHERE endpoint = ?1");
    Statement insert(database_,
                     "INSERT INTO by_rules VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE"
                     " SET count = count + ?4");
    const std::string beyond = std::string(other_name) + rules_separator;
    for (const auto& [key, number] : tally.by_rules) {
        int result = update.bind(endpoint, key.build, key.rules, number).run();
        if (result == SQLITE_OK && !changed()) {
            if (!count.bind(endpoint).step()) return count.result();
            const bool room =
                count.number(0) < static_cast<std::int64_t>(EndpointTally::max_by_rules);
            const std::string build = room ? key.build : std::string(other_name);
            result = insert.bind(endpoint, build, room ? key.rules : beyond, number).run();
        }
        if (result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

}  // namespace crossfade::store
