// Sharded, so that loops which accept at the same time rarely meet.
#include "proxy/net/address_counts.hpp"

#include <algorithm>
#include <numeric>

namespace crossfade::net {
namespace {

routing::AddressBytes client_of(routing::AddressBytes address) noexcept {
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const bool v4 = std::equal(mapped.begin(), mapped.end(), address.begin());
    if (!v4) std::fill(address.begin() + address.size() / 2, address.end(), std::uint8_t{0});
    return address;
}

}  // namespace

AddressCounts::Shard& AddressCounts::shard_of(const routing::AddressBytes& client) noexcept {
    return shards_[std::accumulate(client.begin(), client.end(), std::size_t{0}) % shards_.size()];
}

std::optional<AddressCounts::Place> AddressCounts::take(const routing::AddressBytes& address,
                                                        std::size_t limit) {
    const auto client = client_of(address);
    auto& shard = shard_of(client);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.connections.try_emplace(client, 0).first;
    if (found->second >= limit) return std::nullopt;
    ++found->second;
    return Place(*this, client);
}

void AddressCounts::give_back(const routing::AddressBytes& client) noexcept {
    auto& shard = shard_of(client);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.connections.find(client);
    if (--found->second == 0) shard.connections.erase(found);
}

std::size_t AddressCounts::size() const {
    std::size_t clients = 0;
    for (const auto& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        clients += shard.connections.size();
    }
    return clients;
}

}  // namespace crossfade::net
