// See description_rows.hpp.
#include "proxy/store/description_rows.hpp"

#include "proxy/text/text.hpp"

#include <sqlite3.h>

namespace crossfade::store {
namespace {

constexpr std::int64_t max_configurations = 50;

constexpr const char* clear =
    "DELETE FROM rules; DELETE FROM mirrors; DELETE FROM targets; DELETE FROM known_endpoints";

std::vector<std::string> split_methods(const std::string& text) {
    std::vector<std::string> methods;
    for (const auto method : text::split_list(text, ',')) methods.emplace_back(method);
    return methods;
}

int write_mirrors(const Description& description, const Database& database) {
    Statement mirror(database,
                     "INSERT INTO mirrors(route, mirror, control, compared, target, methods,"
                     " account)"
                     " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    Statement target(database,
                     "INSERT INTO targets(route, mirror, method, path, share)"
                     " VALUES(?1, ?2, ?3, ?4, ?5)");
    for (const auto& each : description.mirrors) {
        std::string methods;
        for (const auto& method : each.methods) methods += (methods.empty() ? "" : ",") + method;
        mirror.bind(each.route,
                    each.mirror,
                    each.control ? 1 : 0,
                    each.compared ? 1 : 0,
                    each.target,
                    methods,
                    each.account);
        if (const int result = mirror.run(); result != SQLITE_OK) return result;
        for (const auto& own : each.targets) {
            target.bind(each.route, each.mirror, own.method, own.path, own.share);
            if (const int result = target.run(); result != SQLITE_OK) return result;
        }
    }
    return SQLITE_OK;
}

int write_rules(const Description& description, const Database& database) {
    Statement insert(database,
                     "INSERT INTO rules(route, mirror, rule, way, reason, owner, expires)"
                     " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    for (const auto& rule : description.rules) {
        insert.bind(
            rule.route, rule.mirror, rule.path, rule.as, rule.reason, rule.owner, rule.expires);
        if (const int result = insert.run(); result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

int write_known(const Description& description, const Database& database) {
    Statement insert(database, "INSERT INTO known_endpoints VALUES(?1, ?2) ON CONFLICT DO NOTHING");
    for (const auto& known : description.known) {
        insert.bind(known.method, known.path);
        if (const int result = insert.run(); result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

}  // namespace

int note_configuration(const Description& description, Database& database, record::Time now) {
    Statement last(database,
                   "SELECT mirrors, rules FROM configurations ORDER BY number DESC LIMIT 1");
    const bool any = last.step();
    if (any && last.text(0) == description.mirrors_print &&
        last.text(1) == description.rules_print) {
        return last.run();
    }
    if (const int result = any ? last.run() : last.result(); result != SQLITE_OK) return result;
    Statement insert(database,
                     "INSERT INTO configurations(since, mirrors, rules) VALUES(?1, ?2, ?3)");
    insert.bind(record::to_milliseconds(now), description.mirrors_print, description.rules_print);
    if (const int result = insert.run(); result != SQLITE_OK) return result;
    Statement drop(database,
                   "DELETE FROM configurations WHERE number <="
                   " (SELECT max(number) FROM configurations) - ?1");
    return drop.bind(max_configurations).run();
}

std::vector<StoredConfiguration> read_configurations(const Database& database, int& result) {
    std::vector<StoredConfiguration> configurations;
    Statement select(database, "SELECT since, mirrors, rules FROM configurations ORDER BY number");
    while (select.step()) {
        configurations.push_back(
            {record::from_milliseconds(select.number(0)), select.text(1), select.text(2)});
    }
    result = select.result();
    return configurations;
}

int write(const Description& description, Database& database) {
    if (const int result = database.execute(clear); result != SQLITE_OK) return result;
    for (const auto part : {write_mirrors, write_rules, write_known}) {
        if (const int result = part(description, database); result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

std::vector<KnownEndpoint> read_known(const Database& database, int& result) {
    std::vector<KnownEndpoint> known;
    Statement select(database, "SELECT method, path FROM known_endpoints ORDER BY path, method");
    while (select.step()) known.push_back({select.text(0), select.text(1)});
    result = select.result();
    return known;
}

Description read_description(const Database& database, int& result) {
    Description description;
    description.known = read_known(database, result);
    Statement mirrors(database,
                      "SELECT route, mirror, control, compared, target, methods, account"
                      " FROM mirrors"
                      " ORDER BY number");
    while (mirrors.step()) {
        description.mirrors.push_back({mirrors.text(0),
                                       mirrors.text(1),
                                       mirrors.number(2) != 0,
                                       mirrors.number(3) != 0,
                                       mirrors.real(4),
                                       {},
                                       split_methods(mirrors.text(5)),
                                       mirrors.text(6)});
    }
    if (mirrors.result() != SQLITE_OK) result = mirrors.result();
    Statement targets(database,
                      "SELECT method, path, share FROM targets WHERE route = ?1 AND mirror = ?2"
                      " ORDER BY number");
    for (auto& mirror : description.mirrors) {
        targets.bind(mirror.route, mirror.mirror);
        while (targets.step()) {
            mirror.targets.push_back({targets.text(0), targets.text(1), targets.real(2)});
        }
        if (targets.result() != SQLITE_OK) result = targets.result();
    }
    Statement rules(database,
                    "SELECT route, mirror, rule, way, reason, owner, expires FROM rules"
                    " ORDER BY number");
    while (rules.step()) {
        description.rules.push_back({rules.text(0),
                                     rules.text(1),
                                     rules.text(2),
                                     rules.text(3),
                                     rules.text(4),
                                     rules.text(5),
                                     rules.text(6)});
    }
    if (rules.result() != SQLITE_OK) result = rules.result();
    return description;
}

}  // namespace crossfade::store
