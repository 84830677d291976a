// Keeps the names of endpoints resolved: each again as its TTL ends. Whatever happens to the DNS,
// the last good answer stays in use.
#pragma once

#include "proxy/net/resolver.hpp"
#include "proxy/observe/resolution_counts.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace crossfade::backend {

using Addresses = std::vector<asio::ip::address>;

/// When a name is looked up again.
struct ResolutionTimes {
    std::chrono::milliseconds shortest{1'000};  // whatever the TTL
    std::chrono::milliseconds longest{3'600'000};
    std::chrono::milliseconds first_retry{1'000};  // doubles with each failure in a row
    std::chrono::milliseconds longest_retry{30'000};
};

/// The control loop's.
class Resolution {
public:
    /// `addresses` sorted and without repetitions. Called on the loop, never from within publish().
    using OnChange = std::function<void(const std::string& host, const Addresses& addresses)>;

    static constexpr std::size_t most_addresses = 1'000;  // per name

    /// `on_change` is called for a name's first result, without addresses if that is bad, and then
    /// whenever its addresses are others. It may publish().
    Resolution(asio::io_context& context,
               const config::Resolver& options,
               observe::ResolutionCounts& counts,
               OnChange on_change,
               ResolutionTimes times = {});
    /// Nothing is called any more.
    ~Resolution();
    Resolution(const Resolution&) = delete;
    Resolution& operator=(const Resolution&) = delete;

    /// Exactly these names from now on; what is known of those that stay is kept.
    void publish(const std::set<std::string>& hosts);
    /// Other servers and limits from now on.
    void configure(const config::Resolver& options) { resolver_.configure(options); }

    /// What on_change was told last; nothing if it was not yet, or the name is not published.
    [[nodiscard]] std::optional<Addresses> known(const std::string& host) const;

private:
    struct Name;

    void look_up(Name& name);
    void resolved(Name& name, net::Resolved result);
    void schedule(Name& name, const net::Resolved& result);

    asio::io_context* context_;
    net::Resolver resolver_;
    observe::ResolutionCounts* counts_;
    OnChange on_change_;
    ResolutionTimes times_;
    std::map<std::string, std::shared_ptr<Name>> names_;
};

}  // namespace crossfade::backend
