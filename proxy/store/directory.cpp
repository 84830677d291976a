// See directory.hpp.
#include "proxy/store/directory.hpp"

#include <cerrno>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace crossfade::store {

std::filesystem::path usable_directory(const std::string& name) {
    const std::filesystem::path path(name);
    const auto fail = [&](const std::string& what) {
        throw std::runtime_error("reports directory " + name + ": " + what);
    };
    std::error_code error;
    std::filesystem::create_directories(path.lexically_normal().parent_path(), error);
    if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
        fail(std::system_category().message(errno));
    }
    if (!std::filesystem::is_directory(path, error)) fail("is not a directory");
    if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
        fail(std::system_category().message(errno));
    }
    return path;
}

}  // namespace crossfade::store
