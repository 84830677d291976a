// Which process serves: this one takes over from the one before it, and is ready to be taken over
// from. Sockets, splits and ticket keys go from hand to hand; counters do not.
#pragma once

#include "proxy/admin/admin_server.hpp"
#include "proxy/admin/control.hpp"
#include "proxy/beginning.hpp"
#include "proxy/certificates.hpp"
#include "proxy/forward/live_split.hpp"
#include "proxy/listeners.hpp"
#include "proxy/takeover/offer.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace spdlog {
class logger;
}

namespace crossfade {

/// Lives on the control loop.
class Succession final : private takeover::Owner {
public:
    /// What is handed on. All must outlive this.
    struct Heritage {
        Listeners* listeners = nullptr;
        Certificates* certificates = nullptr;
        forward::LiveSplits* splits = nullptr;
        const std::uint64_t* generation = nullptr;
    };

    Succession(Beginning beginning, Heritage heritage, std::shared_ptr<spdlog::logger> log);
    ~Succession();
    Succession(const Succession&) = delete;
    Succession& operator=(const Succession&) = delete;

    [[nodiscard]] net::InheritedSockets& inherited() noexcept { return beginning_.sockets; }
    [[nodiscard]] const systemd::Notifier& notifier() const noexcept { return beginning_.notifier; }
    /// Whom this process took over from.
    [[nodiscard]] const std::optional<admin::TakenOver>& predecessor() const noexcept {
        return taken_over_;
    }

    /// Before the first configuration is in force: with the splits and keys of the process before.
    void inherit();
    /// Once it is: lets go of sockets that nobody took. The complaint, if a supervisor gave them.
    [[nodiscard]] std::string settle();

    /// Serving on all sockets: the process before this one is told to leave. False if it stays,
    /// and this one has to go.
    [[nodiscard]] bool complete();

    /// From now on a successor is answered; `leave` is called when it serves. `admin` may be null.
    void offer(asio::io_context& context, admin::AdminServer* admin, std::function<void()> leave);
    void close();

private:
    [[nodiscard]] takeover::State state() const override;
    [[nodiscard]] std::vector<takeover::SplitState> splits() const override;
    [[nodiscard]] std::vector<int> sockets() override;
    void asked(int pid) override;
    void abandoned(int pid, const std::string& why) override;
    void taken_over(int pid) override;

    Beginning beginning_;
    Heritage heritage_;
    std::shared_ptr<spdlog::logger> log_;
    std::optional<admin::TakenOver> taken_over_;
    admin::AdminServer* admin_ = nullptr;
    std::function<void()> leave_;
    std::unique_ptr<takeover::Offer> offer_;
};

}  // namespace crossfade
