// Socket activation: listening sockets that the supervisor opened before it started this process
// (sd_listen_fds(3)).
#pragma once

#include "proxy/net/inherited_sockets.hpp"

#include <string>

namespace crossfade::systemd {

/// Takes what LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES announce to this process, and unsets them,
/// so that no child takes it for its own. What is wrong with it; empty if nothing is. Before there
/// are other threads.
[[nodiscard]] std::string take_activated(net::InheritedSockets& sockets);

}  // namespace crossfade::systemd
