// See watch.hpp. Directories are watched, never files: a file that is renamed over takes its watch
// along with it. What happened is not read from the events; they only make us look again.
#include "config/watch.hpp"

#include "config/files.hpp"
#include "routing/hash.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <set>
#include <sys/inotify.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace crossfade::config {
namespace {

namespace fs = std::filesystem;

/// Every directory in which a change of an entry can change what the path leads to: the one that
/// holds it, and those that hold a symlink on the way, however many links there are.
void add_link_chain(const fs::path& path, std::set<std::string>& directories) {
    constexpr int most_links = 40;  // as the kernel does (ELOOP)
    std::error_code error;
    fs::path rest = fs::absolute(path, error).lexically_normal();
    for (int links = 0; links < most_links; ++links) {
        fs::path walked;
        fs::path next;
        for (auto part = rest.begin(); part != rest.end(); ++part) {
            const fs::path parent = walked;
            walked /= *part;
            if (!fs::is_symlink(walked, error)) continue;
            directories.insert(parent.string());
            const fs::path target = fs::read_symlink(walked, error);
            next = target.is_absolute() ? target : parent / target;
            for (++part; part != rest.end(); ++part) next /= *part;
            break;
        }
        if (next.empty()) break;
        rest = next.lexically_normal();
    }
    directories.insert(rest.parent_path().string());
    if (fs::is_directory(rest, error)) directories.insert(rest.string());
}

std::set<std::string> directories_of(const std::string& path) {
    std::set<std::string> directories;
    add_link_chain(path, directories);
    const auto files = configuration_files(path);
    if (files) {
        for (const std::string& file : *files) add_link_chain(file, directories);
    }
    return directories;
}

}  // namespace

Watch::Watch(std::string path) : path_(std::move(path)) {
    descriptor_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "inotify_init1");
    watch_directories();
    if (watched_.empty()) {
        const int error = errno;
        close(descriptor_);
        throw std::system_error(error, std::generic_category(), "cannot watch " + path_);
    }
    fingerprint_ = fingerprint();
}

Watch::~Watch() { close(descriptor_); }

void Watch::watch_directories() {
    constexpr std::uint32_t events = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                     IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
    std::vector<int> watched;
    for (const std::string& directory : directories_of(path_)) {
        // Adding one that is watched already gives the same number again.
        const int watch = inotify_add_watch(descriptor_, directory.c_str(), events);
        if (watch >= 0) watched.push_back(watch);
    }
    for (const int old : watched_) {
        const bool kept = std::find(watched.begin(), watched.end(), old) != watched.end();
        if (!kept) inotify_rm_watch(descriptor_, old);  // fails if the directory is gone: as well
    }
    watched_ = std::move(watched);
}

bool Watch::changed() {
    alignas(inotify_event) std::array<char, 4096> events;
    while (read(descriptor_, events.data(), events.size()) > 0) {
    }
    // Watch first, then look: what changes in between makes the descriptor readable again.
    watch_directories();
    std::string now = fingerprint();
    if (now.empty() || now == fingerprint_) return false;
    fingerprint_ = std::move(now);
    return true;
}

std::string Watch::fingerprint() const {
    const auto files = configuration_files(path_);
    if (!files) return {};
    std::string result;
    for (const std::string& file : *files) {
        const auto content = read_file(file);
        if (!content) return {};
        result += file + '\n' + std::to_string(content->size()) + ' ' +
                  std::to_string(routing::siphash_2_4(0, 0, *content)) + '\n';
    }
    return result;
}

}  // namespace crossfade::config
