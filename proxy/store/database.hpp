// SQLite, as far as the store needs it: a connection and a statement that end by themselves, and
// errors as values (SQLite's own codes).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace crossfade::store {

/// One thread. A default one is closed; every use of it fails.
class Database {
public:
    enum class Mode { read_write, read_only, immutable };

    /// SQLite's result code; 0 is success. `path` must exist for the read modes.
    [[nodiscard]] int open(const std::string& path, Mode mode);
    void close() noexcept { handle_.reset(); }
    [[nodiscard]] bool is_open() const noexcept { return handle_ != nullptr; }

    /// Runs statements that give no rows.
    [[nodiscard]] int execute(const char* sql) noexcept;

    [[nodiscard]] std::string message() const;
    [[nodiscard]] sqlite3* handle() const noexcept { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3* handle) const noexcept;
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

/// Bytes, where a text would be taken for UTF-8.
struct Bytes {
    std::string_view bytes;
};

/// A prepared statement, used again and again: bind, run or step, and it resets itself.
class Statement {
public:
    /// A statement that could not be prepared fails at each use.
    Statement(const Database& database, const char* sql);

    /// Values for ?1, ?2 ...; texts must live until the statement ran.
    template <typename... Values>
    Statement& bind(const Values&... values) noexcept {
        reset();
        int place = 0;
        (bind_one(++place, values), ...);
        return *this;
    }

    /// To the end; SQLite's code, 0 on success.
    [[nodiscard]] int run() noexcept;

    /// True while there is a row; then column n (from 0) can be read until the next step.
    [[nodiscard]] bool step() noexcept;
    /// Of the last step(): 0 if it ended because the rows did.
    [[nodiscard]] int result() const noexcept { return result_; }
    [[nodiscard]] std::int64_t number(int column) const noexcept;
    [[nodiscard]] double real(int column) const noexcept;
    [[nodiscard]] std::string text(int column) const;
    /// Until the next step.
    [[nodiscard]] std::string_view bytes(int column) const noexcept;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    void reset() noexcept;
    void bind_one(int place, std::int64_t value) noexcept;
    void bind_one(int place, std::string_view value) noexcept;
    void bind_one(int place, double value) noexcept;
    void bind_one(int place, Bytes value) noexcept;
    void bind_one(int place, std::uint64_t value) noexcept {
        bind_one(place, static_cast<std::int64_t>(value));
    }
    void bind_one(int place, int value) noexcept { bind_one(place, std::int64_t{value}); }

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int result_ = 0;
};

}  // namespace crossfade::store
