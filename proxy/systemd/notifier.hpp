// What the supervisor is told about this process (sd_notify(3)): datagrams to $NOTIFY_SOCKET.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::systemd {

/// One thread. Without a supervisor that listens, nothing is said.
class Notifier {
public:
    Notifier() = default;
    /// Who listens, out of the environment, where children do not find it any more. Before there
    /// are other threads.
    [[nodiscard]] static Notifier from_environment();

    void ready() const noexcept;
    /// To be followed by ready(), whether or not it succeeds.
    void reloading() const noexcept;
    void stopping() const noexcept;
    /// That process has taken over from this one.
    void main_process(int pid) const noexcept;

private:
    void say(std::string_view state) const noexcept;

    std::string address_;  // "/path" or "@abstract"; empty: nobody
};

}  // namespace crossfade::systemd
