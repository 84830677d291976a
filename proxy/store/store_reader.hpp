// Reading the store, also while a proxy writes it: one consistent view from open() to the end.
#pragma once

#include "proxy/record/time_text.hpp"
#include "proxy/store/accounting.hpp"
#include "proxy/store/database.hpp"
#include "proxy/store/description.hpp"
#include "proxy/store/fault.hpp"
#include "proxy/store/stored.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::store {

struct SignatureFilter {
    std::string route;                  // empty: all
    std::optional<record::Time> since;  // last seen at or after
};

struct StoredSignature {
    std::string signature;
    std::string route;
    std::string mirror;
    std::string method;
    record::Time first_seen;
    record::Time last_seen;
    std::uint64_t count = 0;
    std::vector<FindingShape> findings;
};

struct StoredCount {
    std::string route;
    std::string mirror;
    std::string outcome;
    std::string reason;
    std::uint64_t count = 0;
};

/// One thread. After open() failed, all lists are empty.
class StoreReader {
public:
    /// An error text, empty on success. A directory without a store is a success: nothing was seen.
    [[nodiscard]] std::string open(const std::filesystem::path& directory);

    /// Looks through all pages, also those that nothing else reads: why the store cannot be
    /// believed, or nothing. In a file of more than `most` bytes the records are left out: they
    /// are what is large, and no number comes from them.
    [[nodiscard]] std::string damage(std::uint64_t most);

    [[nodiscard]] std::vector<StoredCount> counts(const std::string& route);

    /// The most frequent first.
    [[nodiscard]] std::vector<StoredSignature> signatures(const SignatureFilter& filter,
                                                          std::size_t limit);
    struct Totals {
        std::uint64_t signatures = 0;
        std::uint64_t pairs = 0;
    };
    [[nodiscard]] Totals totals(const SignatureFilter& filter);

    /// All that a report is made of. Of control mirrors there are endpoints, with noise and without
    /// faults.
    [[nodiscard]] StoredRun run(const SignatureFilter& filter);
    /// What was in force when a proxy last began or read its configuration.
    [[nodiscard]] Description description();

    /// The smallest record of the signature: the quickest to read. Nothing once all have aged out.
    [[nodiscard]] std::optional<std::string> exemplar(const StoredSignature& of);
    /// All of them, in order of arrival.
    [[nodiscard]] std::vector<std::string> exemplars(const std::string& signature);
    [[nodiscard]] std::optional<std::string> record(const std::string& id);
    /// Of one signature at one endpoint, the smallest first.
    [[nodiscard]] std::vector<std::string> exemplars(const StoredPattern& pattern);
    /// A few pairs of the endpoint that match: what comparing them looks like.
    [[nodiscard]] std::vector<std::string> matches(const EndpointName& endpoint);

    /// When a proxy last wrote.
    [[nodiscard]] std::optional<record::Time> written();

    /// Empty if no read has failed so far.
    [[nodiscard]] const std::string& error() const noexcept { return error_; }

private:
    void check(const Statement& statement);
    void check(int result);
    void add_rules(StoredRun& run, const std::string& route);
    [[nodiscard]] std::vector<std::string> records_at(const EndpointName& endpoint,
                                                      const std::string& signature);
    [[nodiscard]] std::string begin();

    std::string path_;
    Database database_;
    std::string error_;
};

}  // namespace crossfade::store
