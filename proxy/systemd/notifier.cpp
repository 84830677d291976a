// One datagram per state; whether anybody reads it makes no difference here.
#include "proxy/systemd/notifier.hpp"

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace crossfade::systemd {

Notifier Notifier::from_environment() {
    Notifier notifier;
    const char* const address = std::getenv("NOTIFY_SOCKET");
    if (!address) return notifier;
    notifier.address_ = address;
    ::unsetenv("NOTIFY_SOCKET");
    return notifier;
}

void Notifier::ready() const noexcept { say("READY=1"); }

void Notifier::reloading() const noexcept {
    if (address_.empty()) return;
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    say("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void Notifier::stopping() const noexcept { say("STOPPING=1"); }

void Notifier::main_process(int pid) const noexcept {
    if (!address_.empty()) say("MAINPID=" + std::to_string(pid));
}

void Notifier::say(std::string_view state) const noexcept {
    sockaddr_un to{};
    if (address_.empty() || address_.size() >= sizeof to.sun_path) return;
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, address_.data(), address_.size());
    if (to.sun_path[0] == '@') to.sun_path[0] = '\0';
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    static_cast<void>(::sendto(descriptor,
                               state.data(),
                               state.size(),
                               MSG_NOSIGNAL,
                               reinterpret_cast<const sockaddr*>(&to),
                               size));
    ::close(descriptor);
}

}  // namespace crossfade::systemd
