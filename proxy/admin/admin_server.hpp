// The listener of the admin API, on the control loop and on an address of its own.
#pragma once

#include "config/config.hpp"
#include "proxy/admin/control.hpp"
#include "proxy/net/inherited_sockets.hpp"
#include "proxy/result.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>

namespace crossfade::admin {

class AdminServer {
public:
    /// Binds the address, unless a socket is inherited for it. Throws std::runtime_error if that
    /// fails. `control` must outlive the server.
    AdminServer(asio::io_context& context,
                const config::Admin& settings,
                Control& control,
                net::InheritedSockets& inherited);
    ~AdminServer();
    AdminServer(const AdminServer&) = delete;
    AdminServer& operator=(const AdminServer&) = delete;

    void start();

    /// What it accepts from; below zero after hand_over().
    [[nodiscard]] int descriptor();
    /// Another process accepts from now on; connections end after their next response.
    void hand_over();

    /// Cuts off every connection and runs the context until all of them have ended.
    void stop();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace crossfade::admin
