// The store: crossfade.db (SQLite) in the reports directory, with exact counts per endpoint, fault
// and signature, and a few exemplars of each. Written by one thread of a proxy, and of the one that
// takes over from it; read by StoreReader at the same time.
#pragma once

#include "proxy/record/time_text.hpp"
#include "proxy/store/database.hpp"
#include "proxy/store/endpoint_rows.hpp"
#include "proxy/store/file_identity.hpp"
#include "proxy/store/path_names.hpp"
#include "proxy/store/pending.hpp"
#include "proxy/store/schema.hpp"
#include "proxy/store/shared_lock.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace crossfade::store {

[[nodiscard]] std::filesystem::path store_path(const std::filesystem::path& directory);

/// One thread. Every function gives an error text, empty on success, and may be tried again: a full
/// or busy disk today may be fine tomorrow.
class Store {
public:
    explicit Store(std::filesystem::path directory, RowLimits limits = {});

    /// Opens or creates. What a proxy that ended had under way is settled as dropped or not
    /// compared with the reason "restart"; not while another proxy writes, whose work would be
    /// taken for lost: then that is left to the next start. Nor are tables of an older version
    /// brought up to date while another proxy writes them: that is an error until it ended.
    [[nodiscard]] std::string open();
    [[nodiscard]] bool is_open() const noexcept { return database_.is_open(); }
    /// True once for each time that somebody took the file away: the next use begins a new one, or
    /// has begun it.
    [[nodiscard]] bool begins_anew();

    /// Adds all of it in one transaction, or nothing. Opens first if need be, also where the file
    /// that it wrote to is no longer the one of that name: a removed file takes everything and
    /// keeps nothing.
    [[nodiscard]] std::string apply(const Pending& pending, record::Time now);

    /// Removes exemplars older than `oldest`, then the oldest ones until the file holds at most
    /// `size` bytes. Counts stay.
    [[nodiscard]] std::string retain(record::Time oldest, std::uint64_t size);

    /// What is counted there so far; empty while it is not open.
    [[nodiscard]] std::vector<EndpointName> endpoints() const;
    [[nodiscard]] std::vector<Collapse> collapses() const;

private:
    [[nodiscard]] std::string ensure_open();
    [[nodiscard]] bool removed() const noexcept;
    void close_if_removed() noexcept;
    [[nodiscard]] std::string prepare(bool alone);
    [[nodiscard]] int settle();
    void count_rows();
    [[nodiscard]] int add(const Pending& pending, record::Time now);
    [[nodiscard]] bool describes(const Pending& pending) const noexcept;
    [[nodiscard]] int describe(record::Time now);
    [[nodiscard]] int add_counts(const Pending& pending);
    [[nodiscard]] int add_names(const Pending& pending);
    [[nodiscard]] int add_endpoints(const Pending& pending);
    [[nodiscard]] int add_rules(const Pending& pending);
    [[nodiscard]] std::uint64_t used_bytes() const;
    [[nodiscard]] std::string failed();

    std::filesystem::path path_;
    SharedLock writers_;  // held with the others for as long as the store is open
    Database database_;
    FileIdentity identity_;  // of the file that is open
    RowLimits limits_;
    RowCounts rows_;
    PathNames names_;
    std::optional<Description> described_;  // lest a file that is made again lacks it
    bool is_described_ = false;             // the one that is open
    bool anew_ = false;
};

}  // namespace crossfade::store
