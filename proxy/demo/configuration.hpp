// The configuration of the demo's proxy, written to a directory that goes away with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crossfade::demo {

struct Ports {
    std::uint16_t legacy = 0;
    std::uint16_t renewed = 0;
    std::uint16_t sandbox = 0;
    std::uint16_t proxy = 0;
    std::uint16_t admin = 0;
};

/// The mirror whose differences are noise.
inline constexpr std::string_view control_mirror = "legacy-b";

/// In YAML. Reports go to `directory`.
[[nodiscard]] std::string configuration(const Ports& ports, const std::string& directory);

/// A port of the loopback address that nobody listens on: `preferred` if possible, 0 for any.
/// Throws std::runtime_error if there is none.
[[nodiscard]] std::uint16_t free_port(std::uint16_t preferred);

/// Made with a name of its own, removed with all that is in it.
class TemporaryDirectory {
public:
    /// Throws std::runtime_error.
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

}  // namespace crossfade::demo
