// What a process finds when it begins, left by its supervisor or by the process before it.
#pragma once

#include "proxy/net/inherited_sockets.hpp"
#include "proxy/systemd/notifier.hpp"
#include "proxy/takeover/predecessor.hpp"

#include <memory>
#include <string>

namespace crossfade {

struct Beginning {
    net::InheritedSockets sockets;
    std::unique_ptr<takeover::Predecessor> predecessor;  // null: there is none
    systemd::Notifier notifier;
    std::string place;  // where a successor finds this process; empty: nowhere
};

}  // namespace crossfade
