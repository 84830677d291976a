// Forgetting one user: all records of requests that were made with one key.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace crossfade::store {

struct Purged {
    std::size_t exemplars = 0;  // from the store
    std::size_t lines = 0;      // from mismatches.jsonl and what it was rotated to
    std::string error;          // empty: all of it is gone
};

/// `user` as requests are split and sampled by it, in clear. Also while a proxy writes there; what
/// that user asks for later is recorded again, and so is what the proxy has not written yet (a
/// second's worth, more while its disk is full). Counts stay: they are nobody's. What was written
/// by version 1 of the store names no users and is not found.
[[nodiscard]] Purged purge(const std::filesystem::path& directory, std::string_view user);

}  // namespace crossfade::store
