// How many connections each client has, over all event loops: asked when one begins and when it
// ends, never for a request.
#pragma once

#include "routing/address.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace crossfade::net {

/// Thread-safe. Holds an entry for each client that is connected, so the number of connections
/// bounds it. A client is an IPv4 address, or the 64 bits of an IPv6 one that a network hands out
/// as a whole (RFC 6177 section 2).
class AddressCounts {
public:
    /// One counted connection; given back when destroyed. The counts must outlive it.
    class Place {
    public:
        Place(AddressCounts& counts, const routing::AddressBytes& client) noexcept
            : counts_(&counts), client_(client) {}
        Place(Place&& other) noexcept
            : counts_(std::exchange(other.counts_, nullptr)), client_(other.client_) {}
        Place& operator=(Place&& other) noexcept {
            std::swap(counts_, other.counts_);
            std::swap(client_, other.client_);
            return *this;
        }
        ~Place() {
            if (counts_) counts_->give_back(client_);
        }

    private:
        AddressCounts* counts_;
        routing::AddressBytes client_;
    };

    /// Nothing if the client has that many connections already.
    [[nodiscard]] std::optional<Place> take(const routing::AddressBytes& address,
                                            std::size_t limit);

    /// Clients that have a connection.
    [[nodiscard]] std::size_t size() const;

private:
    // Trees, because whoever chooses addresses could choose them to share a hash.
    struct Shard {
        mutable std::mutex mutex;
        std::map<routing::AddressBytes, std::size_t> connections;
    };

    [[nodiscard]] Shard& shard_of(const routing::AddressBytes& client) noexcept;
    void give_back(const routing::AddressBytes& client) noexcept;

    std::array<Shard, 16> shards_;
};

}  // namespace crossfade::net
