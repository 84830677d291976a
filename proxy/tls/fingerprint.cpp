#include "proxy/tls/fingerprint.hpp"

#include <sys/stat.h>

namespace crossfade::tls {

std::string fingerprint_of(const std::vector<std::string>& files) {
    std::string fingerprint;
    for (const auto& file : files) {
        if (file.empty()) continue;
        struct stat status {};
        const bool found = ::stat(file.c_str(), &status) == 0;
        for (const auto number : {static_cast<long>(found),
                                  static_cast<long>(status.st_dev),
                                  static_cast<long>(status.st_ino),
                                  static_cast<long>(status.st_size),
                                  static_cast<long>(status.st_mtim.tv_sec),
                                  static_cast<long>(status.st_mtim.tv_nsec),
                                  static_cast<long>(status.st_ctim.tv_sec),
                                  static_cast<long>(status.st_ctim.tv_nsec)}) {
            fingerprint.append(std::to_string(number)).push_back(' ');
        }
    }
    return fingerprint;
}

}  // namespace crossfade::tls
