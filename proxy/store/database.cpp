// See database.hpp.
#include "proxy/store/database.hpp"

#include <sqlite3.h>

namespace crossfade::store {
namespace {

constexpr int busy_timeout_ms = 2'000;

/// A path in a URI filename must have its own ?, # and % escaped.
std::string file_uri(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
        if (c == '?') {
            uri += "%3f";
        } else if (c == '#') {
            uri += "%23";
        } else if (c == '%') {
            uri += "%25";
        } else {
            uri += c;
        }
    }
    return uri;
}

int flags_of(Database::Mode mode) noexcept {
    if (mode == Database::Mode::read_write) {
        return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    }
    return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }

int Database::open(const std::string& path, Mode mode) {
    std::string name = path;
    if (mode != Mode::read_write) name = file_uri(path);
    if (mode == Mode::immutable) name += "?immutable=1";
    sqlite3* handle = nullptr;
    const int result = sqlite3_open_v2(name.c_str(), &handle, flags_of(mode), nullptr);
    handle_.reset(handle);
    if (result == SQLITE_OK) sqlite3_busy_timeout(handle, busy_timeout_ms);
    return result;
}

int Database::execute(const char* sql) noexcept {
    if (!handle_) return SQLITE_MISUSE;
    return sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
}

std::string Database::message() const {
    return handle_ ? sqlite3_errmsg(handle_.get()) : "out of memory";
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

Statement::Statement(const Database& database, const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (!database.is_open()) return;
    result_ = sqlite3_prepare_v2(database.handle(), sql, -1, &statement, nullptr);
    statement_.reset(statement);
}

int Statement::run() noexcept {
    while (step()) {
    }
    return result_;
}

bool Statement::step() noexcept {
    if (!statement_) {
        if (result_ == SQLITE_OK) result_ = SQLITE_MISUSE;
        return false;
    }
    const int result = sqlite3_step(statement_.get());
    if (result == SQLITE_ROW) return true;
    result_ = result == SQLITE_DONE ? SQLITE_OK : result;
    sqlite3_reset(statement_.get());
    return false;
}

std::int64_t Statement::number(int column) const noexcept {
    return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const noexcept {
    return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    if (bytes == nullptr || size <= 0) return {};
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::string_view Statement::bytes(int column) const noexcept {
    const void* bytes = sqlite3_column_blob(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    if (bytes == nullptr || size <= 0) return {};
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

void Statement::reset() noexcept {
    if (statement_) sqlite3_reset(statement_.get());
}

void Statement::bind_one(int place, std::int64_t value) noexcept {
    if (statement_) sqlite3_bind_int64(statement_.get(), place, value);
}

void Statement::bind_one(int place, std::string_view value) noexcept {
    if (!statement_) return;
    // A null pointer would bind NULL.
    const char* data = value.empty() ? "" : value.data();
    sqlite3_bind_text64(statement_.get(), place, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind_one(int place, double value) noexcept {
    if (statement_) sqlite3_bind_double(statement_.get(), place, value);
}

void Statement::bind_one(int place, Bytes value) noexcept {
    if (!statement_) return;
    const char* data = value.bytes.empty() ? "" : value.bytes.data();
    sqlite3_bind_blob64(statement_.get(), place, data, value.bytes.size(), SQLITE_STATIC);
}

}  // namespace crossfade::store
