// See purge.hpp. A log is rewritten beside itself and then takes its own name, in the turn that
// writers of the log take; they notice that the file is another and go on with it.
#include "proxy/store/purge.hpp"

#include "proxy/compare/user.hpp"
#include "proxy/store/database.hpp"
#include "proxy/store/observation.hpp"
#include "proxy/store/redaction_key.hpp"
#include "proxy/store/schema.hpp"
#include "proxy/store/shared_lock.hpp"
#include "proxy/store/store.hpp"

#include <sqlite3.h>

#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace crossfade::store {
namespace {

namespace fs = std::filesystem;

constexpr auto turn_patience = std::chrono::seconds(10);
constexpr int most_tries = 5;
constexpr std::size_t group_size = 256 * 1024;  // bytes per write call
constexpr const char* settings = "PRAGMA secure_delete = ON";

std::string why() { return std::strerror(errno); }

/// A file beside the log that takes its place once it is whole.
class Rewrite {
public:
    explicit Rewrite(const fs::path& log)
        : log_(log),
          path_(log.string() + ".purge"),
          descriptor_(
              ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR)) {}
    ~Rewrite() {
        if (descriptor_ >= 0) ::close(descriptor_);
        std::error_code ignored;
        if (!done_) fs::remove(path_, ignored);
    }
    Rewrite(const Rewrite&) = delete;
    Rewrite& operator=(const Rewrite&) = delete;

    [[nodiscard]] bool add(const std::string& line) {
        group_.append(line).append("\n");
        return group_.size() < group_size || write();
    }
    [[nodiscard]] bool finish() {
        done_ = descriptor_ >= 0 && write() && ::fsync(descriptor_) == 0 &&
                ::rename(path_.c_str(), log_.c_str()) == 0;
        return done_;
    }

private:
    [[nodiscard]] bool write() {
        std::string_view left = group_;
        while (!left.empty()) {
            const ssize_t wrote = ::write(descriptor_, left.data(), left.size());
            if (wrote < 0 && errno == EINTR) continue;
            if (wrote <= 0) return false;
            left.remove_prefix(static_cast<std::size_t>(wrote));
        }
        group_.clear();
        return true;
    }

    fs::path log_;
    fs::path path_;
    int descriptor_;
    std::string group_;
    bool done_ = false;
};

bool holds(const fs::path& log, const std::string& member) {
    std::ifstream file(log, std::ios::binary);
    for (std::string line; std::getline(file, line);) {
        if (line.find(member) != std::string::npos) return true;
    }
    return false;
}

std::string rewrite(const fs::path& log, const std::string& member, std::size_t& removed) {
    std::ifstream file(log, std::ios::binary);
    Rewrite rest(log);
    std::size_t found = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.find(member) != std::string::npos) {
            ++found;
        } else if (!rest.add(line)) {
            return log.string() + ": " + why();
        }
    }
    if (file.bad() || !rest.finish()) return log.string() + ": " + why();
    removed += found;
    return {};
}

/// From the newest to the oldest: a rotation in between moves what is left to do further on.
std::string purge_logs(const fs::path& directory, const std::string& token, std::size_t& removed) {
    const std::string member = R"("user":")" + token + '"';
    std::error_code error;
    fs::path log = directory / "mismatches.jsonl";
    SharedLock turn(directory, SharedLock::Of::log);
    for (std::size_t number = 0; number == 0 || fs::exists(log, error); ++number) {
        if (holds(log, member)) {
            if (!turn.hold_alone_within(turn_patience)) return log.string() + ": is being written";
            const std::string problem = rewrite(log, member, removed);
            turn.release();
            if (!problem.empty()) return problem;
        }
        log = (directory / "mismatches.jsonl").string() + '.' + std::to_string(number + 1);
    }
    return {};
}

/// Another process may be in the way, for as long as SQLite's busy timeout each time.
template <typename Step>
bool tried(const Step& step) {
    for (int tries = 0; tries < most_tries; ++tries) {
        if (step()) return true;
    }
    return false;
}

std::string purge_store(const fs::path& directory, const std::string& token, std::size_t& removed) {
    const fs::path path = store_path(directory);
    std::error_code ignored;
    if (!fs::exists(path, ignored)) return {};
    Database database;
    const auto failed = [&] { return path.string() + ": " + database.message(); };
    if (database.open(path.string(), Database::Mode::read_write) != SQLITE_OK ||
        database.execute(settings) != SQLITE_OK) {
        return failed();
    }
    if (schema_of(database) != schema_version) {
        return path.string() + ": written by another version of Crossfade";
    }
    Statement remove(database, "DELETE FROM exemplars WHERE user = ?1");
    if (!tried([&] { return remove.bind(token).run() == SQLITE_OK; })) return failed();
    removed = static_cast<std::size_t>(sqlite3_changes(database.handle()));
    // What is deleted is still in the log of the database, until that is begun anew.
    Statement checkpoint(database, "PRAGMA wal_checkpoint(TRUNCATE)");
    const bool emptied = tried([&] {
        const bool done = checkpoint.bind().step() && checkpoint.number(0) == 0;
        return checkpoint.run() == SQLITE_OK && done;
    });
    return emptied ? "" : path.string() + ": is being read; purge again to empty its log";
}

}  // namespace

Purged purge(const fs::path& directory, std::string_view user) {
    Purged purged;
    std::error_code ignored;
    if (user.empty()) {
        purged.error = "no user is named";
    } else if (!fs::exists(directory / "redaction.key", ignored)) {
        purged.error = directory.string() + ": no proxy keeps records there";
    }
    if (!purged.error.empty()) return purged;
    try {
        const std::string token =
            Hashes(redaction_key(directory)).token_of_user(compare::user_of(user));
        purged.error = purge_logs(directory, token, purged.lines);
        const std::string problem = purge_store(directory, token, purged.exemplars);
        if (purged.error.empty()) purged.error = problem;
    } catch (const std::runtime_error& error) {
        purged.error = error.what();
    }
    return purged;
}

}  // namespace crossfade::store
