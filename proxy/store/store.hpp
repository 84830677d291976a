// The store: crossfade.db (SQLite) in the reports directory, with exact counts, signatures, and a
// few exemplars of each. Written by one thread of a proxy, and of the one that takes over from it;
// read by StoreReader at the same time.
#pragma once

#include "proxy/record/time_text.hpp"
#include "proxy/store/database.hpp"
#include "proxy/store/file_identity.hpp"
#include "proxy/store/pending.hpp"
#include "proxy/store/shared_lock.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

namespace crossfade::store {

/// PRAGMA user_version. Raise it with a migration in store.cpp whenever the tables change.
inline constexpr std::int64_t schema_version = 1;

[[nodiscard]] std::filesystem::path store_path(const std::filesystem::path& directory);

/// One thread. Every function gives an error text, empty on success, and may be tried again: a full
/// or busy disk today may be fine tomorrow.
class Store {
public:
    /// Bounds the table against a shadow that answers with ever new member names: over it, new
    /// signatures are counted as `overflow_signature`.
    static constexpr std::int64_t default_max_signatures = 100'000;
    static constexpr const char* overflow_signature = "S-overflow";

    explicit Store(std::filesystem::path directory,
                   std::int64_t max_signatures = default_max_signatures);

    /// Opens or creates. What a proxy that ended had under way is settled as dropped or not
    /// compared with the reason "restart"; not while another proxy writes, whose work would be
    /// taken for lost: then that is left to the next start.
    [[nodiscard]] std::string open();
    [[nodiscard]] bool is_open() const noexcept { return database_.is_open(); }

    /// Adds all of it in one transaction, or nothing. Opens first if need be, also where the file
    /// that it wrote to is no longer the one of that name: a removed file takes everything and
    /// keeps nothing.
    [[nodiscard]] std::string apply(const Pending& pending, record::Time now);

    /// Removes exemplars older than `oldest`, then the oldest ones until the file holds at most
    /// `size` bytes. Counts stay.
    [[nodiscard]] std::string retain(record::Time oldest, std::uint64_t size);

private:
    [[nodiscard]] std::string ensure_open();
    [[nodiscard]] bool removed() const noexcept;
    [[nodiscard]] std::string prepare(bool alone);
    [[nodiscard]] int migrate();
    [[nodiscard]] int settle();
    [[nodiscard]] int add(const Pending& pending, record::Time now);
    [[nodiscard]] int add_counts(const Pending& pending);
    [[nodiscard]] int add_signature(SignatureKey key, const SignatureTally& tally);
    [[nodiscard]] int add_exemplars(const SignatureKey& key, const SignatureTally& tally);
    [[nodiscard]] int trim_exemplars(const SignatureKey& key);
    [[nodiscard]] std::uint64_t used_bytes() const;
    [[nodiscard]] std::int64_t signature_rows() const;  // below zero: cannot be told
    [[nodiscard]] std::string failed();

    std::filesystem::path path_;
    SharedLock writers_;  // held with the others for as long as the store is open
    Database database_;
    FileIdentity identity_;  // of the file that is open
    std::int64_t max_signatures_;
    std::int64_t signatures_ = 0;  // rows; may be a little high after a transaction that failed
};

}  // namespace crossfade::store
