// A failure says nothing about the backend: neither does "not found" from a DNS that has answered
// before, since an empty zone is what a broken one looks like.
#include "proxy/backend/resolution.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::backend {
namespace {

using Status = net::Resolved::Status;

observe::SharedCounter& counter_of(observe::ResolutionCounts& counts, Status status) noexcept {
    if (status == Status::ok) return counts.ok;
    return status == Status::not_found ? counts.not_found : counts.failed;
}

// The first ones of the answer, which the DNS may order by some preference.
Addresses usable(Addresses addresses, observe::ResolutionCounts& counts) {
    if (addresses.size() > Resolution::most_addresses) {
        counts.addresses_over_limit.add(addresses.size() - Resolution::most_addresses);
        addresses.resize(Resolution::most_addresses);
    }
    std::sort(addresses.begin(), addresses.end());
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    return addresses;
}

}  // namespace

// Owned by the map alone: whatever comes for one that is not there any more is dropped.
struct Resolution::Name {
    Name(asio::io_context& context, std::string its_host)
        : host(std::move(its_host)), timer(context) {}

    const std::string host;
    asio::steady_timer timer;
    std::optional<Addresses> addresses;
    std::chrono::milliseconds retry{0};  // the last one's; 0 after success
};

Resolution::Resolution(asio::io_context& context,
                       const config::Resolver& options,
                       observe::ResolutionCounts& counts,
                       OnChange on_change,
                       ResolutionTimes times)
    : context_(&context),
      resolver_(context, options),
      counts_(&counts),
      on_change_(std::move(on_change)),
      times_(times) {}

Resolution::~Resolution() = default;

void Resolution::publish(const std::set<std::string>& hosts) {
    std::erase_if(names_, [&hosts](const auto& entry) { return !hosts.contains(entry.first); });
    for (const auto& host : hosts) {
        auto& name = names_[host];
        if (name) continue;
        name = std::make_shared<Name>(*context_, host);
        look_up(*name);
    }
}

std::optional<Addresses> Resolution::known(const std::string& host) const {
    const auto found = names_.find(host);
    return found == names_.end() ? std::nullopt : found->second->addresses;
}

void Resolution::look_up(Name& name) {
    const auto weak = std::weak_ptr(names_.at(name.host));
    resolver_.resolve(name.host, [this, weak](net::Resolved result) {
        if (const auto found = weak.lock()) resolved(*found, std::move(result));
    });
}

// Scheduled before anybody is told, because who is told may publish other names.
void Resolution::resolved(Name& name, net::Resolved result) {
    counter_of(*counts_, result.status).add();
    schedule(name, result);
    const bool good = result.status == Status::ok;
    if (!good && name.addresses) return;
    auto addresses = usable(std::move(result.addresses), *counts_);
    if (name.addresses == addresses) return;
    name.addresses = addresses;
    on_change_(name.host, addresses);
}

void Resolution::schedule(Name& name, const net::Resolved& result) {
    auto delay = std::chrono::milliseconds(result.ttl);
    if (result.status == Status::ok) {
        name.retry = std::chrono::milliseconds(0);
        delay = std::clamp(delay, times_.shortest, times_.longest);
    } else {
        const auto doubled = std::max(name.retry * 2, times_.first_retry);
        delay = name.retry = std::min(doubled, times_.longest_retry);
    }
    name.timer.expires_after(delay);
    name.timer.async_wait([this, weak = std::weak_ptr(names_.at(name.host))](Error error) {
        const auto found = weak.lock();
        if (!error && found) look_up(*found);
    });
}

}  // namespace crossfade::backend
