// Everything is taken over first, so that no descriptor is left open to children.
#include "proxy/systemd/activation.hpp"

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <unistd.h>

namespace crossfade::systemd {
namespace {

constexpr int first_descriptor = 3;
constexpr int most_descriptors = 4096;

std::optional<std::string> taken(const char* name) {
    const char* const value = std::getenv(name);
    if (!value) return std::nullopt;
    std::string copy(value);
    ::unsetenv(name);
    return copy;
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
    return value;
}

// The one at that place of "a:b:c".
std::string_view name_at(std::string_view names, int place) {
    for (; place > 0; --place) {
        const auto colon = names.find(':');
        if (colon == std::string_view::npos) return {};
        names.remove_prefix(colon + 1);
    }
    return names.substr(0, names.find(':'));
}

}  // namespace

std::string take_activated(net::InheritedSockets& sockets) {
    const auto pid = taken("LISTEN_PID");
    const auto count = taken("LISTEN_FDS");
    const auto names = taken("LISTEN_FDNAMES").value_or("");
    if (!pid || !count || number(*pid) != ::getpid()) return {};
    const auto descriptors = number(*count);
    if (!descriptors || *descriptors < 0 || *descriptors > most_descriptors) {
        return "LISTEN_FDS is no number of sockets: " + *count;
    }
    std::string problems;
    for (int index = 0; index < *descriptors; ++index) {
        const int descriptor = first_descriptor + index;
        const auto error = sockets.add(descriptor, net::InheritedSockets::Queues::are_kept);
        if (!error) continue;
        problems.append(problems.empty() ? "" : "\n");
        problems.append("LISTEN_FDS: descriptor ").append(std::to_string(descriptor));
        const auto name = name_at(names, index);
        if (!name.empty()) problems.append(" (").append(name).append(")");
        problems.append(" is no listening TCP socket: ").append(error.message());
    }
    return problems;
}

}  // namespace crossfade::systemd
