// See material.hpp.
#include "proxy/report/material.hpp"

#include "proxy/record/record.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace crossfade::report {
namespace {

/// Of a store that is looked through as a whole before a word is said about it: a second or so.
constexpr std::uint64_t looked_through = std::uint64_t{512} << 20U;

/// The smallest of the signature: the quickest to read.
void add_exemplar(Material& material,
                  store::StoreReader& store,
                  const store::StoredPattern& pattern) {
    for (const auto& line : store.exemplars(pattern)) {
        record::ReadRecord read = record::read_record(line);
        if (!read.record) continue;
        material.exemplars.push_back(std::move(*read.record));
        return;
    }
}

}  // namespace

MaterialOrError read_material(const std::filesystem::path& directory, const ReportQuery& query) {
    MaterialOrError out;
    Material& material = out.material;
    store::StoreReader store;
    out.error = store.open(directory);
    if (out.error.empty()) out.error = store.damage(looked_through);
    if (!out.error.empty()) return out;
    material.written = store.written();
    material.counts = store.counts(query.route);
    material.described = store.description();
    material.run = store.run({query.route, std::nullopt});
    std::size_t wanted = query.max_signatures;
    for (const auto& pattern : material.run.patterns) {
        if (wanted == 0) break;
        if (query.since && pattern.last_seen < *query.since) continue;
        add_exemplar(material, store, pattern);
        --wanted;
    }
    out.error = store.error();
    return out;
}

}  // namespace crossfade::report
