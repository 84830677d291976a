// See redaction_key.hpp.
#include "proxy/store/redaction_key.hpp"

#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <optional>
#include <stdexcept>
#include <sys/random.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace crossfade::store {
namespace {

constexpr std::size_t key_size = 32;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
    throw std::runtime_error(path.string() + ": " + what);
}

[[noreturn]] void fail_with_errno(const std::filesystem::path& path) {
    fail(path, std::system_category().message(errno));
}

std::string random_key(const std::filesystem::path& path) {
    std::string key(key_size, '\0');
    if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
        fail_with_errno(path);
    }
    return key;
}

/// Nothing if there is no such file.
std::optional<std::string> read_key(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno != ENOENT) fail_with_errno(path);
        return std::nullopt;
    }
    std::string key(key_size + 1, '\0');
    const ssize_t size = ::read(descriptor, key.data(), key.size());
    ::close(descriptor);
    if (size != static_cast<ssize_t>(key_size)) fail(path, "is not a key of 32 bytes");
    key.resize(key_size);
    return key;
}

void write_key(const std::filesystem::path& path, const std::string& key) {
    const int descriptor =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) fail_with_errno(path);
    const bool written =
        ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
        ::fsync(descriptor) == 0;
    const int error = errno;
    ::close(descriptor);
    if (written) return;
    ::unlink(path.c_str());
    errno = error;
    fail_with_errno(path);
}

}  // namespace

std::string redaction_key(const std::filesystem::path& directory) {
    const std::filesystem::path path = directory / "redaction.key";
    if (auto key = read_key(path)) return *key;
    // Made whole under another name and then linked, so that of two processes that start together
    // one wins and nobody reads half a key.
    const std::filesystem::path draft = path.string() + '.' + std::to_string(::getpid());
    ::unlink(draft.c_str());
    write_key(draft, random_key(path));
    const int linked = ::link(draft.c_str(), path.c_str());
    const int error = errno;
    ::unlink(draft.c_str());
    if (linked != 0 && error != EEXIST) {
        errno = error;
        fail_with_errno(path);
    }
    if (auto key = read_key(path)) return *key;
    fail(path, "disappeared");
}

}  // namespace crossfade::store
